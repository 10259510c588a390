"""Two intents in several scripts: four sentences to learn from, two to tell apart."""

# ruff: noqa: RUF001 (letters of other scripts are meant)

import pandas as pd
import pytest
from fastlabel_text import TextModel

from fastlabel_core import Wanted

CANCEL, BALANCE = "cancel", "balance"
SENTENCES = {
    "Latin": {
        CANCEL: [
            "Please cancel my transfer",
            "I want to cancel the payment",
            "How can I cancel an order?",
            "Cancel it right now",
            "can you CANCEL this transfer",
            "the payment must be cancelled",
        ],
        BALANCE: [
            "What is my balance?",
            "Show me the account balance",
            "How much money is left on my account",
            "Is my balance up to date?",
            "my BALANCE is wrong",
            "money left on the account?",
        ],
    },
    "Chinese": {
        CANCEL: [
            "我想取消转账",
            "请帮我取消这笔付款",
            "怎么取消订单？",
            "马上取消",
            "这笔转账可以取消吗",
            "我要取消付款。",
        ],
        BALANCE: [
            "我的余额是多少？",
            "查询账户余额",
            "账户里还剩多少钱",
            "余额更新了吗",
            "为什么余额不对",
            "我账户还有多少钱？",
        ],
    },
    "Japanese": {
        CANCEL: [
            "振込をキャンセルしたい",
            "支払いをキャンセルしてください",
            "注文のキャンセル方法は？",
            "今すぐキャンセル",
            "この振込はｷｬﾝｾﾙできますか",
            "支払いのキャンセルをお願いします",
        ],
        BALANCE: [
            "残高はいくらですか",
            "口座の残高を見せて",
            "口座にいくら残っていますか",
            "残高は更新されましたか",
            "残高が間違っている",
            "口座にお金はいくらある？",
        ],
    },
    "Thai": {
        CANCEL: [
            "ฉันต้องการยกเลิกการโอนเงิน",
            "กรุณายกเลิกการชำระเงิน",
            "ยกเลิกคำสั่งซื้ออย่างไร",
            "ยกเลิกเดี๋ยวนี้",
            "ขอยกเลิกการโอน",
            "ช่วยยกเลิกการชำระเงินนี้",
        ],
        BALANCE: [
            "ยอดคงเหลือของฉันเท่าไหร่",
            "แสดงยอดเงินคงเหลือในบัญชี",
            "เหลือเงินในบัญชีเท่าไหร่",
            "ยอดคงเหลืออัปเดตหรือยัง",
            "ทำไมยอดคงเหลือไม่ถูกต้อง",
            "ในบัญชีเหลือเท่าไหร่",
        ],
    },
    "Devanagari": {
        CANCEL: [
            "मैं ट्रांसफर रद्द करना चाहता हूँ",
            "कृपया भुगतान रद्द करें",
            "ऑर्डर कैसे रद्द करें?",
            "अभी रद्द करो",
            "क्या यह ट्रांसफर रद्द हो सकता है",
            "भुगतान रद्द कीजिए",
        ],
        BALANCE: [
            "मेरा शेष कितना है?",
            "खाते का शेष दिखाओ",
            "खाते में कितना पैसा बचा है",
            "क्या शेष अपडेट हुआ?",
            "शेष गलत क्यों है",
            "मेरे खाते में कितना पैसा है",
        ],
    },
    "Arabic": {
        CANCEL: [
            "أريد إلغاء التحويل",
            "من فضلك قم بإلغاء الدفع",
            "كيف يمكنني إلغاء الطلب؟",
            "إلغاء الآن",
            "هل يمكن إلغاء هذا التحويل",
            "أود إلغاء الدفع",
        ],
        BALANCE: [
            "ما هو رصيدي؟",
            "أظهر رصيد الحساب",
            "كم من المال بقي في حسابي",
            "هل تم تحديث رصيدي؟",
            "لماذا رصيد حسابي خطأ",
            "كم بقي في الحساب",
        ],
    },
    "Cyrillic": {
        CANCEL: [
            "Хочу отменить перевод",
            "Пожалуйста, отмените платёж",
            "Как отменить заказ?",
            "Отмени сейчас же",
            "можно ли отменить этот перевод",
            "прошу отменить платёж",
        ],
        BALANCE: [
            "Какой у меня баланс?",
            "Покажите баланс счёта",
            "Сколько денег осталось на счёте",
            "Баланс обновился?",
            "почему баланс неверный",
            "сколько осталось денег на счёте?",
        ],
    },
    "Hangul": {
        CANCEL: [
            "송금을 취소하고 싶어요",
            "결제를 취소해 주세요",
            "주문은 어떻게 취소하나요?",
            "지금 취소해",
            "이 송금 취소할 수 있나요",
            "결제 취소 부탁해요",
        ],
        BALANCE: [
            "제 잔액이 얼마예요?",
            "계좌 잔액을 보여줘",
            "계좌에 돈이 얼마나 남았나요",
            "잔액이 업데이트됐나요?",
            "잔액이 왜 틀려요",
            "계좌에 얼마나 남았어요",
        ],
    },
    "emoji": {
        CANCEL: ["👎", "😡😡", "👎🏽!!", "no 😡", "😡👎", "👎🏿"],
        BALANCE: ["❤️", "😀👍", "👍🏽!!", "yes 😀", "❤️ 😀", "👍🏿"],
    },
}


def samples(texts: dict[str, list[str]], part: slice) -> pd.DataFrame:
    labelled = [(text, label) for label, of_label in texts.items() for text in of_label[part]]
    frame = pd.DataFrame(labelled, columns=["text", "label"])
    return frame.assign(sampleId=[str(number) for number in range(len(frame))])


@pytest.mark.parametrize("script", SENTENCES)
def test_a_few_sentences_of_any_script_are_enough(script: str) -> None:
    texts = SENTENCES[script]
    model = TextModel().load_model(None)
    model.train_model(samples(texts, slice(4)), None, True, TextModel.Options())

    asked = samples(texts, slice(4, None))
    unlabelled = asked.drop(columns="label")
    predictions = model.predict(unlabelled, TextModel.Options(), Wanted())

    predicted = [predictions.classes[c] for c in predictions.probabilities.argmax(axis=1)]
    assert predicted == asked["label"].tolist()

"""A campaign: rounds, and the persons who answer between them.

A method imports what the others can do without, so that a status waits for none of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fastlabel_core.campaign.answering import Answered, take_answers, undo_labels
from fastlabel_core.campaign.asking import HardExample, hard_examples, write_hard_examples
from fastlabel_core.campaign.extending import extend
from fastlabel_core.campaign.folder import CampaignFolder
from fastlabel_core.campaign.history import Entry, entries_of, label_counts
from fastlabel_core.campaign.log import Step, steps
from fastlabel_core.campaign.state import read_state
from fastlabel_core.campaign.status import Status, status_of
from fastlabel_core.errors import NoCampaignError
from fastlabel_core.events import Listener, listening

if TYPE_CHECKING:
    from fastlabel_core.campaign.exports import Exported
    from fastlabel_core.campaign.finishing import Finished
    from fastlabel_core.campaign.settings import Settings
    from fastlabel_core.report import Report


class Campaign:
    """A campaign in its folder.

    What a method acknowledges by returning outlives a kill at any moment, and leaves nothing half
    done. What was killed is done, or taken up, by calling it again.

    Parameters
    ----------
    folder : str or Path
        Its folder; `start` makes a new one.

    Attributes
    ----------
    folder : CampaignFolder
        The same, with the names of what it holds.

    Raises
    ------
    NoCampaignError
        If it holds no campaign, or names a database that holds none.
    UsageError
        If ``campaign.json`` in it is broken, or a fastlabel-core of another version began it.
    Failure
        If its database can't be reached.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = CampaignFolder(Path(folder))
        # For work: the process may change its directory.
        self._folder = CampaignFolder(Path(folder).resolve())
        database = self._folder.find_database()
        if database is None:
            raise NoCampaignError(self._folder.why_no_campaign())
        self._database = database

    @classmethod
    def start(
        cls,
        folder: str | Path,
        input_dir: str | Path,
        settings: Settings,
        *,
        who: str,
        database: str | None = None,
        listeners: Collection[Listener] = (),
    ) -> Campaign:
        """Begin a campaign: take in the samples and their first labels.

        Parameters
        ----------
        folder : str or Path
            For everything that the campaign keeps; it is made if it is missing.
        input_dir : str or Path
            Holds the three CSV files. They are not needed afterwards; what `path` names is.
        settings : Settings
            How its rounds are run.
        who : str
            The person to whom the first labels are put down.
        database : str, optional
            Where to keep the state, as SQLAlchemy takes it. By default SQLite in `folder`.
        listeners : collection of callables, optional
            Hear what is done.

        Raises
        ------
        OutOfTurnError
            If there is a campaign already.
        UsageError
            If files or settings can't be used.
        """
        from fastlabel_core.campaign.starting import start_campaign

        place = CampaignFolder(Path(folder).resolve())
        with place.exclusive(), listening(*listeners):
            start_campaign(place, Path(input_dir), settings, who, database)
        return cls(folder)

    def status(self) -> Status:
        """Return where the campaign stands, round by round."""
        with self._database.reading() as connection:
            return status_of(connection, read_state(connection))

    def run(self, listeners: Collection[Listener] = ()) -> Report:
        """Run the next round; one that was killed is taken up.

        It sees the labels that were there when it began, also where it is taken up. One that failed
        begins anew.

        Raises
        ------
        OutOfTurnError
            If no round can follow, or if there is no label that the last one did not see.
        UsageError
            If ``predictions.csv`` of the last round is missing or was changed.
        IntegrityError
            If a file of the model that this round goes on from is missing or was changed.
        LockedError
            If another process runs it, or if it was begun in another folder.
        """
        from fastlabel_core.campaign.next_round import run_next_round

        with self._folder.exclusive():
            return run_next_round(self._folder, self._database, listeners)

    def hard(self) -> list[HardExample]:
        """Return the hard examples of the last round that no person has labelled, by rank.

        After the end there are none.
        """
        with self._database.reading() as connection:
            return hard_examples(connection, read_state(connection))

    def write_hard(self, path: str | Path, *, with_suggestions: bool = True) -> int:
        """Write them as a CSV file in which a person fills in the column ``label``.

        Parameters
        ----------
        path : str or Path
            The file, which `answer` takes.
        with_suggestions : bool, default True
            Whether to show what the model predicts, which sways a person. Where it predicts
            nothing, there is no column ``suggestion``.

        Returns
        -------
        int
            How many there are.

        Raises
        ------
        UsageError
            If there is no folder for the file, or if it is a folder itself.
        """
        with self._database.reading() as connection:
            state = read_state(connection)
            examples = hard_examples(connection, state)
        write_hard_examples(Path(path), examples, state, with_suggestions=with_suggestions)
        return len(examples)

    def answer(
        self,
        file: str | Path,
        *,
        who: str,
        new_classes: bool = False,
        skip_empty: bool = False,
    ) -> Answered:
        """Take a person's answers, all of a file or none.

        Answers that say what the log says already add no label to it. The same file again changes
        nothing that others have said since.

        Parameters
        ----------
        file : str or Path
            CSV with the columns ``sampleId`` and ``label``. A column ``suggestion`` says that the
            person saw what the model predicts; without one the log says nothing of it.
        who : str
            The person.
        new_classes : bool, default False
            Allow labels that are no known class yet.
        skip_empty : bool, default False
            Pass over rows without a label.

        Raises
        ------
        InputError
            For an unknown sample, an unknown class, an empty or repeated row; names the line and
            the remedy. Nothing of the file is taken then.
        OutOfTurnError
            If the campaign has ended.
        """
        from fastlabel_core.campaign.answers import read_answers

        answers = read_answers(Path(file), skip_empty=skip_empty)
        with self._database.writing() as connection:
            return take_answers(connection, answers, who, new_classes=new_classes)

    def undo(self, sample_ids: Sequence[str], *, who: str) -> int:
        """Take back the label that each of some samples has from a person; return how many.

        What holds then is the label before it. Without one, the sample is back in the pool. An undo
        that was killed may be done, and another one takes back the label before: see `history_of`.

        Raises
        ------
        UsageError
            If a sample is unknown or has no such label, if the validation set comes from it, or if
            the campaign has ended. Nothing is undone then.
        """
        with self._database.writing() as connection:
            return undo_labels(connection, sample_ids, who)

    def extend(self, round_limit: int, *, who: str) -> None:
        """Raise the round limit, so that more rounds can follow.

        Parameters
        ----------
        round_limit : int
            How many rounds there may be, those that were run included.
        who : str
            The person.

        Raises
        ------
        OutOfTurnError
            If the campaign has ended.
        UsageError
            If it is not raised.
        """
        with self._database.writing() as connection:
            extend(connection, round_limit, who)

    def accept(self, *, who: str, listeners: Collection[Listener] = ()) -> Finished:
        """Be satisfied: what the last round predicts becomes the label of all other samples.

        Then the campaign is finished.

        Raises
        ------
        OutOfTurnError
            If no round has predicted labels yet.
        UsageError
            If ``predictions.csv`` of the last round is missing or was changed, or if the repository
            can't take the model's name. The campaign has not ended then.
        IntegrityError
            If a file of the last model is missing or was changed. It has not ended then, either.
        """
        from fastlabel_core.campaign.finishing import accept

        with self._folder.exclusive(), listening(*listeners):
            return accept(self._folder, self._database, who)

    def finish(self, *, who: str, listeners: Collection[Listener] = ()) -> Finished:
        """Publish the last model and write ``labels.csv``; a finish that was killed is taken up.

        Raises
        ------
        OutOfTurnError
            If another round could follow, and nobody is satisfied.
        UsageError
            If ``predictions.csv`` of the last round is missing or was changed, or if the repository
            can't take the model's name. The campaign has not ended then.
        IntegrityError
            If a file of the last model is missing or was changed. It has not ended then, either.
        """
        from fastlabel_core.campaign.finishing import finish

        with self._folder.exclusive(), listening(*listeners):
            return finish(self._folder, self._database, who)

    def export(
        self, format_name: str, path: str | Path, listeners: Collection[Listener] = ()
    ) -> Exported:
        """Write the samples and their labels as they are now, whole or not at all.

        They are persons' labels, and for the other samples what the last round predicts.

        Parameters
        ----------
        format_name : str
            ``"coco"``, ``"image-folder"`` or ``"label-studio"``.
        path : str or Path
            The file or folder to write. Nothing may be there yet; folders above it are made.
        listeners : collection of callables, optional
            Hear what is done.

        Raises
        ------
        UsageError
            If there is no such format, something is at `path` already, or the format can't hold
            this data set.
        Failure
            If a file of the data set can't be copied.
        """
        from fastlabel_core.campaign.exports import export_labels

        with listening(*listeners), self._database.reading() as connection:
            return export_labels(connection, self._folder, format_name, Path(path))

    def write_report(self, path: str | Path) -> None:
        """Write a report of the campaign as one HTML file, whole or not at all.

        Parameters
        ----------
        path : str or Path
            The file; it is replaced if it is there.

        Raises
        ------
        UsageError
            If there is no folder for the file, or if it is a folder itself. Before the campaign is
            finished, also if ``predictions.csv`` of the last round is missing or was changed, or if
            its ``validation.csv`` is missing.
        InputError
            If ``validation.csv`` of the last round is broken.
        """
        from fastlabel_core.campaign.report.writing import write_report

        write_report(self._folder, self._database, Path(path))

    def history(self) -> list[Step]:
        """Return everything that was done, the first first."""
        with self._database.reading() as connection:
            return steps(connection)

    def label_counts(self) -> dict[int, int]:
        """Return how many labels each step gave or took back, by its id; none for one without."""
        with self._database.reading() as connection:
            return label_counts(connection)

    def history_of(self, sample_id: str) -> list[Entry]:
        """Return all that the log says of a sample, the first first.

        Raises
        ------
        UsageError
            If there is no such sample.
        """
        with self._database.reading() as connection:
            return entries_of(connection, sample_id)

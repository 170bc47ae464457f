namespace Monitor.Agent.Logs;

/// <summary>
/// Tells from what systemd itself writes when a unit was restarted or has failed; anybody may write entries that look alike. A unit that fails again and again is
/// said once a minute, with how often.
/// </summary>
internal sealed class UnitEvents
{
    public const string Restarted = "unit.restarted";
    public const string Failed = "unit.failed";

    private const string StartedId = "39f53479d3a045ac8e11786248231fbf";
    private const string StoppedId = "9d1aaa27d60140bd96365438aad20286";
    private const string FailedId = "d9b373ed55a64feb8242e02dbe79a49c";
    private const string RestartScheduledId = "5eb03494b6584870a536b337290809b3";
    private const int MostUnits = 200;
    private static readonly TimeSpan Pair = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, DateTimeOffset> _stopped = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Unit, string Kind), (DateTimeOffset At, int HeldBack)> _said = [];

    public void Take(JournalEntry entry, LogRound round, in LogMoment moment)
    {
        if (!entry.IsOfInit)
        {
            return;
        }

        MakeRoom();
        switch (entry.MessageId)
        {
            case StoppedId:
                _stopped[entry.Unit] = entry.Time;
                break;
            case StartedId when _stopped.Remove(entry.Unit, out var at) && IsWithin(at, entry.Time):
                Say(entry, Restarted, $"{entry.Unit} was restarted", round, moment);
                break;
            case RestartScheduledId:
                Say(entry, Restarted, $"{entry.Unit} had ended and is restarted", round, moment);
                break;
            case FailedId:
                Say(entry, Failed, entry.Message is { Length: > 0 and < 300 } words ? words : $"{entry.Unit} has failed", round, moment);
                break;
            default:
                break;
        }
    }

    private void Say(JournalEntry entry, string kind, string text, LogRound round, in LogMoment moment)
    {
        var heldBack = 0;
        if (_said.TryGetValue((entry.Unit, kind), out var said))
        {
            if (IsWithin(said.At, entry.Time))
            {
                _said[(entry.Unit, kind)] = said with { HeldBack = said.HeldBack + 1 };
                return;
            }

            heldBack = said.HeldBack;
        }

        _said[(entry.Unit, kind)] = (entry.Time, 0);
        round.Event(moment.Corrected(entry.Time), kind, heldBack == 0 ? text : $"{text}, and {heldBack} times more since it was last said");
    }

    /// <summary>Also where the clock was set back between the two: what is far in the future is as far away.</summary>
    private static bool IsWithin(DateTimeOffset before, DateTimeOffset now) => (now - before).Duration() < Pair;

    private void MakeRoom()
    {
        if (_stopped.Count >= MostUnits)
        {
            _stopped.Clear();
        }

        if (_said.Count >= MostUnits)
        {
            _said.Clear();
        }
    }
}

using Monitor.Domain.Tickets;
using Monitor.Domain.Tickets.Service;

namespace Monitor.Tests.Tickets.Service;

/// <summary>A ticket's life as its clocks see it: 4 h until a first response, 2 h until the next update, 10 h until it is solved, round the clock.</summary>
internal sealed class SlaStory
{
    private bool _answered;

    public SlaTerms? Terms { get; set; } = new(1, "Standard", ServiceHours.Always)
    {
        FirstResponse = TimeSpan.FromHours(4), NextUpdate = TimeSpan.FromHours(2), Resolution = TimeSpan.FromHours(10),
    };

    public DateTimeOffset Start { get; } = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<SlaRun> Runs { get; private set; } = [];

    public TicketState State { get; private set; } = TicketState.New;

    public SlaRun? First => Runs.FirstOrDefault(r => r.Clock == SlaClock.FirstResponse);

    public SlaRun? Next => Runs.FirstOrDefault(r => r.Clock == SlaClock.NextUpdate);

    public SlaRun? Resolution => Runs.FirstOrDefault(r => r.Clock == SlaClock.Resolution);

    public DateTimeOffset At(double hours) => Start.AddHours(hours);

    public SlaStory Opens(SlaWord word = SlaWord.Request) => Happens(0, e => e with { IsNew = true, Chooses = true, Word = word });

    public SlaStory Asks(double hours) => Happens(hours, e => e with { Word = SlaWord.Request });

    public SlaStory Answers(double hours) => Happens(hours, e => e with { Word = SlaWord.Answer });

    public SlaStory Moves(double hours, TicketState state, SlaWord word = SlaWord.None) => Happens(hours, e => e with { State = state, Word = word });

    public SlaStory Chooses(double hours, SlaTerms? terms)
    {
        Terms = terms;
        return Happens(hours, e => e with { Chooses = true });
    }

    private SlaStory Happens(double hours, Func<SlaEvent, SlaEvent> what)
    {
        var change = what(new SlaEvent(At(hours), State, State)) with { WasAnswered = _answered };
        Runs = SlaClocks.Follow(Runs, Terms, change);
        (State, _answered) = (change.State, _answered || change.Word == SlaWord.Answer);
        return this;
    }
}

using Microsoft.AspNetCore.Components;
using Monitor.Web.Access;
using Monitor.Web.Live;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Who else has this ticket open, and who is writing on it: two people who answer at once say so before, not after.</summary>
public sealed partial class PresenceLine(TicketPresence presence, LiveFeed feed, TimeProvider time, ILogger<PresenceLine> logger) : IDisposable
{
    private const int Named = 3;

    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly ScreenLife _left = new();
    private IReadOnlyList<PresentPerson> _others = [];

    [Parameter, EditorRequired]
    public int Number { get; set; }

    [Parameter, EditorRequired]
    public required Actor Actor { get; set; }

    /// <summary>The own seat, which is kept warm while the page is open.</summary>
    [Parameter, EditorRequired]
    public required TicketPresence.Seat Seat { get; set; }

    private string Writing => Say([.. _others.Where(o => o.IsWriting).Select(o => o.Name)], "is writing…", "are writing…");

    private string Looking => Say([.. _others.Where(o => !o.IsWriting).Select(o => o.Name)], "is looking at this ticket", "are looking at this ticket");

    protected override void OnInitialized()
    {
        _ = feed.FollowAsync(time, () => InvokeAsync(Refresh), _left.Token, TicketPresence.Topic(Number));
        _ = _left.EveryAsync(Beat, time, logger, BeatAsync);
        Refresh();
    }

    private void Refresh()
    {
        var others = presence.Others(Number, Actor.UserId);
        if (!others.SequenceEqual(_others))
        {
            _others = others;
            StateHasChanged();
        }
    }

    /// <summary>Says that this screen is still there, and sees who is not any more: nobody publishes that he fell silent.</summary>
    private Task BeatAsync()
    {
        Seat.StillThere();
        return InvokeAsync(Refresh);
    }

    private static string Say(IReadOnlyList<string> names, string one, string many) => names.Count switch
    {
        0 => "",
        1 => $"{names[0]} {one}",
        <= Named => $"{string.Join(", ", names.Take(names.Count - 1))} and {names[^1]} {many}",
        _ => $"{string.Join(", ", names.Take(Named))} and {names.Count - Named} more {many}",
    };

    public void Dispose() => _left.Dispose();
}

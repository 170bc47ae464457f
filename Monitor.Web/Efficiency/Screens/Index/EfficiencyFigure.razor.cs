using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access.Pages;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Live;

namespace Monitor.Web.Efficiency.Screens.Index;

/// <summary>The index of all hosts over a day, beside the other figures of a fleet.</summary>
public sealed partial class EfficiencyFigure(EfficiencyReader reader, LiveFeed feed, TimeProvider time) : ActorComponent
{
    private EfficiencyView? _view;

    private string Note => Failed ? "could not be read"
        : _view?.All is not { } all ? "known from the first full hour on"
        : $"{ReiWords.Word(all.Total)}, last 24 hours";

    protected override async Task OnInitializedAsync()
    {
        Follow(feed, time, ReadAsync, LiveFeed.Efficiency);
        if (RendererInfo.IsInteractive)
        {
            await ReadAsync();
        }
    }

    private Task ReadAsync() => LoadAsync(Permissions.EfficiencyRead, async actor => _view = await reader.ReadAsync(actor, new EfficiencyAsk(Window: ReiWindow.Day), Gone));
}

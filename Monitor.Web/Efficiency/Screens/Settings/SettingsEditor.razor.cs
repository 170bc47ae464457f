using Microsoft.AspNetCore.Components;
using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Screens.Settings;

/// <summary>Changes what efficient means. Each part says beside its fields what is wrong with it.</summary>
public sealed partial class SettingsEditor
{
    private SettingsDraft _draft = null!;
    private Dictionary<EfficiencyPart, string> _faults = [];

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    protected override void OnInitialized() => _draft = SettingsDraft.Of(Wish);

    private string? FaultOf(EfficiencyPart part) => _faults.GetValueOrDefault(part);

    private async Task SaveAsync()
    {
        var settings = _draft.Settings();
        _faults = Enum.GetValues<EfficiencyPart>().Where(p => settings.FaultOf(p) is not null).ToDictionary(p => p, p => settings.FaultOf(p)!);
        if (_faults.Count == 0)
        {
            await BusyAsync(() => OnSave(settings));
        }
    }
}

using System.Globalization;
using Monitor.Domain.Detection;
using Monitor.Web.Detection.Desk;

namespace Monitor.Web.Detection.Screens.Settings;

/// <summary>A setting while somebody changes it, as the fields of a form hold it.</summary>
public sealed class SettingForm
{
    public int? Id { get; init; }

    public int Version { get; init; }

    public int? GroupId { get; set; }

    public string Metric { get; set; } = DetectionSetting.AnyMetric;

    public string Detector { get; set; } = Detectors.Names[0];

    /// <summary>Empty: not watched.</summary>
    public string Preset { get; set; } = nameof(DetectionPreset.Quiet);

    public static SettingForm Of(SettingLine line) => new()
    {
        Id = line.Id, Version = line.Version, GroupId = line.GroupId, Metric = line.Metric, Detector = line.Detector, Preset = line.Preset?.ToString() ?? "",
    };

    public SettingEdit Edit() => new(Id, Version, GroupId, Metric.Trim(), Enum.TryParse<DetectionPreset>(Preset, out var preset) ? preset : null, Detector);

    public static string Of(DetectionPreset? preset) => preset switch
    {
        DetectionPreset.Quiet => "quiet",
        DetectionPreset.Sensitive => "sensitive",
        _ => "off",
    };

    public static string PerWeek(double? alarms) => alarms is { } a ? a.ToString("0.#", CultureInfo.InvariantCulture) : "–";
}

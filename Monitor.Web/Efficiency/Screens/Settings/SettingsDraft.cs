using Monitor.Domain.Efficiency;

namespace Monitor.Web.Efficiency.Screens.Settings;

/// <summary>Settings while somebody changes them, as the fields of a form hold them: a field may be empty.</summary>
public sealed class SettingsDraft
{
    public sealed class ResourceDraft
    {
        public double? Weight { get; set; }

        public double? Low { get; set; }

        public double? High { get; set; }
    }

    /// <summary>By resource.</summary>
    public IReadOnlyList<ResourceDraft> Lines { get; private init; } = [];

    /// <summary>From Monday on.</summary>
    public bool[] Days { get; } = new bool[7];

    public int From { get; set; }

    public int To { get; set; }

    public string Zone { get; set; } = "";

    public double? Cpu { get; set; }

    public double? Memory { get; set; }

    public double? Disk { get; set; }

    public int? Ahead { get; set; }

    public decimal? Vcpu { get; set; }

    public decimal? MemoryGb { get; set; }

    public decimal? DiskGb { get; set; }

    public string Currency { get; set; } = "";

    public double? Megabits { get; set; }

    public static SettingsDraft Of(EfficiencySettings settings)
    {
        var draft = new SettingsDraft
        {
            Lines = [.. Resources.All.Select(r => new ResourceDraft { Weight = settings.WeightOf(r), Low = settings.BandOf(r).Low, High = settings.BandOf(r).High })],
            From = settings.Hours.From, To = settings.Hours.To, Zone = settings.Hours.Zone,
            Cpu = settings.Headroom.Cpu, Memory = settings.Headroom.Memory, Disk = settings.Headroom.Disk, Ahead = settings.Headroom.Days,
            Vcpu = settings.Prices.Vcpu, MemoryGb = settings.Prices.MemoryGb, DiskGb = settings.Prices.DiskGb, Currency = settings.Prices.Currency, Megabits = settings.NetworkMegabits,
        };
        for (var day = 0; day < draft.Days.Length; day++)
        {
            draft.Days[day] = (settings.Hours.Days >> day & 1) == 1;
        }

        return draft;
    }

    /// <summary>What is empty becomes what no check lets through.</summary>
    public EfficiencySettings Settings() => new()
    {
        Weights = [.. Lines.Select(l => l.Weight ?? double.NaN)],
        Bands = [.. Lines.Select(l => new TargetBand(l.Low ?? double.NaN, l.High ?? double.NaN))],
        Hours = new WorkingHours(Days.Select((isOn, day) => isOn ? 1 << day : 0).Sum(), From, To, Zone.Trim()),
        Headroom = new HeadroomPolicy(Cpu ?? double.NaN, Memory ?? double.NaN, Disk ?? double.NaN, Ahead ?? 0),
        Prices = new PriceTable(Vcpu ?? -1, MemoryGb ?? -1, DiskGb ?? -1, Currency.Trim()),
        NetworkMegabits = Megabits ?? double.NaN,
    };
}

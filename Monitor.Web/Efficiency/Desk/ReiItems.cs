using Monitor.Domain.Efficiency;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Desk;

internal sealed record ReiPage<T>(IReadOnlyList<T> Items, string? Next);

internal sealed record ReiPartItem(string Resource, double? Rei, double? MeanPercent, double? Below, double? Above)
{
    public static List<ReiPartItem> Of(ReiReading reading) =>
        [.. reading.Parts.Select(p => p.IsKnown ? new ReiPartItem(Resources.Key(p.Resource), Round(p.Score), Round(p.Mean), Round(p.Below), Round(p.Above)) : new ReiPartItem(Resources.Key(p.Resource), null, null, null, null))];

    internal static double Round(double value) => Math.Round(value, 2);
}

/// <summary>The index of a host.</summary>
internal sealed record ReiItem(int HostId, string Host, string Group, double Rei, double? Before, double Confidence, string Sentence, IReadOnlyList<ReiPartItem> Resources)
{
    public static ReiItem Of(HostEfficiency host) => new(
        host.HostId, host.Host, host.Group, ReiPartItem.Round(host.Reading.Total), host.Before is { } b ? ReiPartItem.Round(b) : null, ReiPartItem.Round(host.Reading.Confidence), host.Reading.Sentence,
        ReiPartItem.Of(host.Reading));
}

/// <summary>The index of all hosts that were asked for, together.</summary>
internal sealed record ReiSummary(string Window, DateTimeOffset? Until, int Hosts, double? Rei, double? Before, double? Confidence, string? Sentence, IReadOnlyList<ReiPartItem> Resources)
{
    public static ReiSummary Of(EfficiencyView view, ReiWindow window) => new(
        window.ToString().ToLowerInvariant(), view.Until, view.Hosts.Count, view.All is { } all ? ReiPartItem.Round(all.Total) : null, view.Before is { } b ? ReiPartItem.Round(b) : null,
        view.All is { } some ? ReiPartItem.Round(some.Confidence) : null, view.All?.Sentence, view.All is null ? [] : ReiPartItem.Of(view.All));
}

internal sealed record TrendItem(DateTimeOffset At, double? Rei, IReadOnlyDictionary<string, double?> Resources)
{
    public static TrendItem Of(TrendPoint point) => new(
        point.At, point.Total is { } total ? ReiPartItem.Round(total) : null,
        Monitor.Domain.Efficiency.Resources.All.ToDictionary(Monitor.Domain.Efficiency.Resources.Key, r => point.Parts[(int)r] is { } part ? ReiPartItem.Round(part) : (double?)null));
}

internal sealed record ProposalItem(string Action, string Where, double From, double To, double ExpectedPercent, double CeilingPercent, decimal Month, string Sentence);

internal sealed record SizeItem(int HostId, string Host, string Group, DateTimeOffset LookedAt, decimal Month, string Currency, IReadOnlyList<ProposalItem> Proposals, string? Before, double? Exceeded)
{
    public static SizeItem Of(SizeLine line) => new(
        line.Size.HostId, line.Host, line.Group, line.Size.LookedAt, line.Size.Month, line.Currency,
        [.. line.Size.Proposals.Select(p => new ProposalItem(p.Action.ToString().ToLowerInvariant(), p.Where, Math.Round(p.From, 1), Math.Round(p.To, 1), Math.Round(p.Expected, 1), p.Ceiling, p.Month, p.Sentence))],
        line.Size.Before, line.Size.Exceeded);
}

internal sealed record SizePage(IReadOnlyList<SizeItem> Items, string? Next, int Graded, int Safe);

internal sealed record LoadItem(int HostId, string Host, double Vcpus, double CpuPercent, double MemoryGb, double MemoryPercent)
{
    public static LoadItem Of(HostLoad load) => new(load.HostId, load.Name, load.Vcpus, Math.Round(load.CpuPercent, 1), Math.Round(load.MemoryBytes / RightSize.Gigabyte, 1), Math.Round(load.MemoryPercent, 1));
}

/// <summary>A fleet as it is, or as it would be.</summary>
internal sealed record CapacityItem(
    int Hosts, int Unknown, double CpuPercent, double MemoryPercent, double? GrowthLeftPercent, bool Fits, double LeftOverVcpus, double LeftOverMemoryGb, IReadOnlyList<LoadItem> Overloaded, IReadOnlyList<FillLine> Full);

internal sealed record SettingsRequest(int? GroupId, int Version, EfficiencySettings? Settings);

internal sealed record SettingsItem(int? GroupId, string? Group, EfficiencySettings Settings, int Version, DateTimeOffset UpdatedAt);

internal sealed record SizeTicketItem(int Number);

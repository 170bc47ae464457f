using Monitor.Domain.Logs.Cleaning;

namespace Monitor.Web.RootCause.Packs;

/// <summary>What evidence is masked by: the settings of logs, whose section they are, so that one list counts for both.</summary>
internal sealed class PackOptions
{
    public const string Section = "Logs";

    public IList<string> Masks { get; } = [];

    public bool MaskMailAddresses { get; set; }

    public LogMasks ToMasks() => new([.. Masks], MaskMailAddresses);
}

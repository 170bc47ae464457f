using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;

namespace Monitor.Domain.RootCause.Rules;

/// <summary>Says in a clause by which files a mount fills up, without a point at the end.</summary>
internal static class FilesText
{
    private const int MostNamed = 3;

    public static string Of(FileGrowth growth)
    {
        var exact = growth.Paths.Where(p => !p.IsVague).Take(MostNamed).ToList();
        if (exact.Count == 0)
        {
            return $"{growth.MountPath} grew by {Size(growth.Bytes)} in {growth.Over}, and {string.Join(", ", growth.Paths.Take(MostNamed).Select(p => $"{p.Path} ({Size(p.Bytes)})"))} {(growth.Paths.Count > 1 ? "are" : "is")} written to meanwhile";
        }

        var named = string.Join(", ", exact.Select((p, i) => $"{p.Path}{(p.Files > 0 ? $" ({p.Files} files)" : "")} {(i == 0 ? "grew by" : "by")} {Size(p.Bytes)}"));
        return $"{named} in {growth.Over}: {(growth.Share >= 0.5 ? "most" : ValueText.Of(100 * growth.Share, MetricUnit.Percent))} of what {growth.MountPath} grows by";
    }

    private static string Size(double bytes) => ValueText.Of(bytes, MetricUnit.Bytes);
}

using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Store.Sizes;

namespace Monitor.Web.Metrics.Storage;

internal sealed record StorageDisk(long FreeBytes, long TotalBytes, long ReservedBytes);

internal sealed record StorageGrowthItem(double BytesPerDay, int OverDays, double SettlesAtBytes);

internal sealed record StorageTierItem(
    string Name, IReadOnlyList<string> Tables, long Bytes, long? Samples, bool IsEstimate, double? BytesPerSample, DateTime? From, DateTime? To, double? KeptSeconds,
    string? Setting, string Kept);

/// <summary>The figures of the storage page. <c>growth</c> is null before the first whole day; <c>fullAt</c> is null where <c>full</c> says why.</summary>
internal sealed record StorageAnswer(
    DateTime At, long DatabaseBytes, StorageDisk? Disk, StorageGrowthItem? Growth, DateTime? FullAt, string Full, int LateRows, bool LateRowsIsMore, IReadOnlyList<StorageTierItem> Tiers);

/// <summary><c>GET /api/v1/storage</c>: what the store takes, tier by tier, and when its disk is full.</summary>
internal static class StorageEndpoint
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/storage", GetAsync).RequireAuthorization(Permissions.SystemManage).WithTags("system")
            .WithSummary("Size, samples, growth and retention of the store, tier by tier, and when its disk is full.").Produces<StorageAnswer>();

    private static async Task<IResult> GetAsync(ClaimsPrincipal user, AccessGate gate, StoreSizes sizes, CancellationToken cancellationToken)
    {
        await gate.RequireAsync(user, Permissions.SystemManage, cancellationToken);
        return TypedResults.Ok(Answer(await sizes.ReadAsync(cancellationToken)));
    }

    private static StorageAnswer Answer(StorageReport report) => new(
        report.At.UtcDateTime,
        report.DatabaseBytes,
        report.Disk is { } disk ? new StorageDisk(disk.FreeBytes, disk.TotalBytes, disk.ReservedBytes) : null,
        report.Growth is { } growth ? new StorageGrowthItem(growth.BytesPerDay, growth.Days, report.SettlesAt!.Value) : null,
        report.FullAt?.UtcDateTime,
        report.FullText,
        Math.Min(report.Late.Count, LateRows.Most),
        report.Late.IsMore,
        [.. report.Tiers.Select(t => new StorageTierItem(
            t.Name, t.Tables, t.Bytes, t.Samples, t.IsEstimate, t.BytesPerSample, t.From?.UtcDateTime, t.To?.UtcDateTime, t.Kept?.TotalSeconds, t.Setting, t.KeptText))]);
}

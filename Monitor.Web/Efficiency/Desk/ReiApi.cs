using System.Globalization;
using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Desk;

internal readonly record struct ReiParameters(int? Host, int? Group, string? Window, int? Limit, string? After);

/// <summary><c>/api/v1/rei</c>: how efficient hosts are. What is outside of the caller's scope is not there.</summary>
internal static class ReiApi
{
    private const int LargestPage = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1/rei").WithTags("efficiency");
        var read = api.MapGroup("").RequireAuthorization(Permissions.EfficiencyRead);
        read.MapGet("/", ListAsync).WithSummary("The index of each host over a window: hour, day, week or month.").Produces<ReiPage<ReiItem>>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/summary", SummaryAsync).WithSummary("The index of a host, a group, or all hosts together.").Produces<ReiSummary>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/trend", TrendAsync).WithSummary("The index day by day.").Produces<ReiPage<TrendItem>>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/export", ExportAsync).WithSummary("The index of each host as a file, CSV or JSON.").ProducesProblem(400).ProducesProblem(404);
        SizesApi.Map(api, read);
    }

    private static async Task<IResult> ListAsync(
        ClaimsPrincipal user, AccessGate gate, EfficiencyReader reader, [AsParameters] ReiParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        if (!TryAsk(query, out var ask) || query.Limit is < 1 or > LargestPage || !ReiProblem.IsPlace(query.After, out var after))
        {
            return ReiProblem.Invalid($"'window' is hour, day, week or month; 'limit' is 1 to {LargestPage}; 'after' is the 'next' of the page before.");
        }

        if (await reader.ReadAsync(actor, ask, cancellationToken) is not { } view)
        {
            return ReiProblem.NotFound;
        }

        var (size, rest) = (query.Limit ?? 100, view.Hosts.Where(h => h.HostId > after).OrderBy(h => h.HostId).ToList());
        return TypedResults.Json(new ReiPage<ReiItem>(
            [.. rest.Take(size).Select(ReiItem.Of)], rest.Count > size ? rest[size - 1].HostId.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static async Task<IResult> SummaryAsync(
        ClaimsPrincipal user, AccessGate gate, EfficiencyReader reader, int? host, int? group, string? window, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        return !TryAsk(new ReiParameters(host, group, window, null, null), out var ask) ? ReiProblem.Invalid("'window' is hour, day, week or month.")
            : await reader.ReadAsync(actor, ask, cancellationToken) is { } view ? TypedResults.Json(ReiSummary.Of(view, ask.Window)) : ReiProblem.NotFound;
    }

    private static async Task<IResult> TrendAsync(ClaimsPrincipal user, AccessGate gate, EfficiencyReader reader, int? host, int? group, int? days, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        return days is < 1 or > EfficiencyReader.LongestTrend ? ReiProblem.Invalid($"'days' is 1 to {EfficiencyReader.LongestTrend}.")
            : await reader.TrendAsync(actor, new EfficiencyAsk(host, group), days ?? 30, cancellationToken) is { } trend
                ? TypedResults.Json(new ReiPage<TrendItem>([.. trend.Select(TrendItem.Of)], null)) : ReiProblem.NotFound;
    }

    private static async Task<IResult> ExportAsync(
        ClaimsPrincipal user, AccessGate gate, EfficiencyReader reader, int? host, int? group, string? window, string? format, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        if (!TryAsk(new ReiParameters(host, group, window, null, null), out var ask) || !ReiProblem.IsFormat(format))
        {
            return ReiProblem.Invalid("'window' is hour, day, week or month; 'format' is csv or json.");
        }

        return await reader.ReadAsync(actor, ask, cancellationToken) is not { } view ? ReiProblem.NotFound
            : ReiProblem.File(format, "efficiency", () => EfficiencyFiles.Csv(view), () => new ReiPage<ReiItem>([.. view.Hosts.Select(ReiItem.Of)], null));
    }

    private static bool TryAsk(ReiParameters query, out EfficiencyAsk ask)
    {
        var isNamed = Enum.TryParse<ReiWindow>(query.Window ?? nameof(ReiWindow.Month), ignoreCase: true, out var window) && Enum.IsDefined(window) && query.Window?.Any(char.IsAsciiDigit) != true;
        ask = new EfficiencyAsk(query.Host, query.Group, window);
        return isNamed;
    }
}

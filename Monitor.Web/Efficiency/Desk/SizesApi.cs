using System.Globalization;
using System.Security.Claims;
using Monitor.Domain.Access;
using Monitor.Domain.Efficiency;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Reading;
using Monitor.Web.Efficiency.Settings;
using Monitor.Web.Tickets;

namespace Monitor.Web.Efficiency.Desk;

/// <summary>What to ask of a fleet: as it is, with more load, without a host, or with some moved.</summary>
internal readonly record struct CapacityParameters(int? Group, double? More, int? Lose, string? Move, int? To);

/// <summary>Sizes, capacity and settings, below <c>/api/v1/rei</c>.</summary>
internal static class SizesApi
{
    private const int LargestPage = 500;

    public static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder read)
    {
        read.MapGet("/sizes", SizesAsync).WithSummary("What is proposed for hosts, what saves most first.").Produces<SizePage>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/sizes/export", ExportAsync).WithSummary("What is proposed for hosts as a file, CSV or JSON.").ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/capacity", CapacityAsync).WithSummary("How much room there is, and what would be if.").Produces<CapacityItem>().ProducesProblem(400).ProducesProblem(404);
        read.MapGet("/settings", SettingsAsync).WithSummary("What efficient means, by group.").Produces<ReiPage<SettingsItem>>();
        api.MapPut("/settings", SaveAsync).RequireAuthorization(Permissions.EfficiencyManage).WithSummary("Sets what efficient means for a group, or takes it back.")
            .Produces(204).ProducesProblem(400).ProducesProblem(404).ProducesProblem(409);
        api.MapPost("/sizes/{hostId:int}/ticket", TicketAsync).RequireAuthorization(Permissions.TicketsWork).WithSummary("Opens the ticket for what is proposed for a host.")
            .Produces<SizeTicketItem>().ProducesProblem(400).ProducesProblem(404);
    }

    private static async Task<IResult> SizesAsync(
        ClaimsPrincipal user, AccessGate gate, SizeReader reader, EfficiencyReader hosts, int? host, int? group, int? limit, string? after, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        if (limit is < 1 or > LargestPage || !ReiProblem.IsPlace(after, out var place))
        {
            return ReiProblem.Invalid($"'limit' is 1 to {LargestPage}; 'after' is the 'next' of the page before.");
        }

        if (!await hosts.AreThereAsync(actor, host, group, cancellationToken))
        {
            return ReiProblem.NotFound;
        }

        var view = await reader.ReadAsync(actor, host, group, EfficiencyReader.MostHosts, cancellationToken);
        var end = Math.Min(view.Lines.Count, place) + (limit ?? 100);
        return TypedResults.Json(new SizePage(
            [.. view.Lines.Skip(place).Take(limit ?? 100).Select(SizeItem.Of)], end < view.Lines.Count ? end.ToString(CultureInfo.InvariantCulture) : null, view.Graded, view.Safe));
    }

    private static async Task<IResult> ExportAsync(
        ClaimsPrincipal user, AccessGate gate, SizeReader reader, EfficiencyReader hosts, int? host, int? group, string? format, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        if (!ReiProblem.IsFormat(format))
        {
            return ReiProblem.Invalid("'format' is csv or json.");
        }

        if (!await hosts.AreThereAsync(actor, host, group, cancellationToken))
        {
            return ReiProblem.NotFound;
        }

        var view = await reader.ReadAsync(actor, host, group, EfficiencyReader.MostHosts, cancellationToken);
        return ReiProblem.File(format, "sizes", () => EfficiencyFiles.Csv(view.Lines), () => new SizePage([.. view.Lines.Select(SizeItem.Of)], null, view.Graded, view.Safe));
    }

    private static async Task<IResult> CapacityAsync(
        ClaimsPrincipal user, AccessGate gate, CapacityReader reader, EfficiencyReader hosts, [AsParameters] CapacityParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        var (question, fault) = CapacityQuestion.Read(query.More, query.Lose, query.Move, query.To);
        if (question is null)
        {
            return ReiProblem.Invalid(fault!);
        }

        if (!await hosts.AreThereAsync(actor, null, query.Group, cancellationToken))
        {
            return ReiProblem.NotFound;
        }

        var view = await reader.ReadAsync(actor, query.Group, cancellationToken);
        if (question.Answer(view) is not { } result)
        {
            return ReiProblem.NotFound;
        }

        var (head, left) = (result.Headroom, result.Headroom.GrowthLeft);
        return TypedResults.Json(new CapacityItem(
            result.After.Count, view.Unknown, Math.Round(head.CpuPercent, 1), Math.Round(head.MemoryPercent, 1), double.IsFinite(left) ? Math.Round(left, 1) : null, result.Fits, Math.Round(result.LeftOverCpu, 2),
            Math.Round(result.LeftOverMemory / RightSize.Gigabyte, 1), [.. result.Overloaded.Take(LargestPage).Select(LoadItem.Of)], view.Full));
    }

    private static async Task<IResult> SettingsAsync(ClaimsPrincipal user, AccessGate gate, SettingsDesk desk, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyRead, cancellationToken);
        return TypedResults.Json(new ReiPage<SettingsItem>([.. (await desk.ListAsync(actor, cancellationToken)).Select(l => new SettingsItem(l.GroupId, l.Group, l.Settings, l.Version, l.UpdatedAt))], null));
    }

    private static async Task<IResult> SaveAsync(ClaimsPrincipal user, AccessGate gate, SettingsDesk desk, SettingsRequest request, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.EfficiencyManage, cancellationToken);
        var outcome = await desk.SaveAsync(actor, request.GroupId, request.Version, request.Settings, cancellationToken);
        return outcome.Result switch
        {
            SettingsResult.Done => TypedResults.NoContent(),
            SettingsResult.NotFound => ReiProblem.NotFound,
            SettingsResult.Conflict => ReiProblem.Conflict(outcome.Message),
            _ => ReiProblem.Invalid(outcome.Message),
        };
    }

    private static async Task<IResult> TicketAsync(int hostId, ClaimsPrincipal user, AccessGate gate, SizeTickets tickets, EfficiencyReader hosts, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(user, Permissions.TicketsWork, cancellationToken);
        if (!await hosts.AreThereAsync(actor, hostId, null, cancellationToken))
        {
            return ReiProblem.NotFound;
        }

        var outcome = await tickets.OpenAsync(actor, hostId, cancellationToken);
        return outcome.IsDone ? TypedResults.Json(new SizeTicketItem(outcome.Number)) : ReiProblem.Invalid(outcome.Message);
    }
}

using Microsoft.AspNetCore.Antiforgery;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Efficiency.Desk;
using Monitor.Web.Efficiency.Reading;

namespace Monitor.Web.Efficiency.Screens.Sizes;

internal readonly record struct SizesFormParameters(int? Host, int? Group, string? Kind, string? Action, string? Format);

/// <summary>What the page shows, as a file: a browser's session only reads where programs call, so the page sends a form with its token here.</summary>
internal static class SizesForm
{
    public const string Path = "/efficiency/sizes/export";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost(Path, async (
            HttpContext context, IAntiforgery antiforgery, AccessGate gate, SizeBoard board, EfficiencyReader hosts, [AsParameters] SizesFormParameters query, CancellationToken cancellationToken) =>
                await antiforgery.IsRequestValidAsync(context) ? await FileAsync(context, gate, board, hosts, query, cancellationToken)
                : TypedResults.Problem("The form is too old. Go back, reload the page and take the file again.", statusCode: 400, title: "The form was not accepted", type: "/problems/form"))
            .RequireAuthorization(Permissions.EfficiencyRead).ExcludeFromDescription();

    private static async Task<IResult> FileAsync(
        HttpContext context, AccessGate gate, SizeBoard board, EfficiencyReader hosts, SizesFormParameters query, CancellationToken cancellationToken)
    {
        var actor = await gate.RequireAsync(context.User, Permissions.EfficiencyRead, cancellationToken);
        if (!ReiProblem.IsFormat(query.Format))
        {
            return ReiProblem.Invalid("'format' is csv or json.");
        }

        if (!await hosts.AreThereAsync(actor, query.Host, query.Group, cancellationToken))
        {
            return ReiProblem.NotFound;
        }

        var view = await board.AllAsync(actor, SizeAsk.Read(query.Host, query.Group, query.Kind, query.Action), cancellationToken);
        return ReiProblem.File(query.Format, "sizes", () => EfficiencyFiles.Csv(view.Lines), () => new SizePage([.. view.Lines.Select(SizeItem.Of)], null, view.Graded, view.Safe));
    }
}

using System.Security.Claims;
using System.Text;
using System.Text.Json;
using Monitor.Domain.Access;
using Monitor.Web.Access;
using Monitor.Web.Hosting;

namespace Monitor.Web.Tickets.Views;

/// <summary>A list as a file: what the caller sees with the same filter, in the same order, read and sent in pieces, at most <see cref="Most"/> of them.</summary>
internal static class TicketExport
{
    public const int Most = 20_000;
    private const int Piece = 500;

    private static readonly string[] Header =
    [
        "number", "title", "kind", "state", "priority", "category", "host", "team", "assignee", "requester", "tags", "created", "changed", "resolved", "nextDue",
    ];

    public static async Task<IResult> AnswerAsync(
        HttpRequest http, ClaimsPrincipal user, AccessGate gate, TicketLists lists, CancellationToken cancellationToken, string format = "csv")
    {
        if (format is not ("csv" or "json"))
        {
            return TicketsApi.Invalid("`format` is csv or json.");
        }

        var (query, errors) = TicketListApi.Read(http, "format");
        if (errors.Count > 0)
        {
            return TicketsApi.Invalid(string.Join(' ', errors));
        }

        var actor = await gate.RequireAsync(user, Permissions.PortalUse, cancellationToken);
        var ids = await lists.IdsAsync(actor, query, Most + 1, cancellationToken);
        return new ExportAnswer(lists, actor, [.. ids.Take(Most).Select(i => i.Id)], ids.Count > Most, format);
    }

    private static void WriteCsv(CsvText csv, TicketRow row) => csv.Row(
        row.Number, row.Title, row.Kind.ToString(), row.State.ToString(), row.Priority.ToString(), row.Category ?? "", row.Host ?? "", row.Team ?? "", row.Assignee ?? "",
        row.Requester ?? "", string.Join(", ", row.Tags), row.CreatedAt, row.UpdatedAt, row.ResolvedAt is { } resolved ? resolved : "", row.NextDue is { } due ? due : "");

    private sealed class ExportAnswer(TicketLists lists, Actor actor, int[] ids, bool isCut, string format) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var (response, gone) = (httpContext.Response, httpContext.RequestAborted);
            response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
            response.Headers.ContentDisposition = $"attachment; filename=\"tickets.{format}\"";
            if (isCut)
            {
                response.Headers["Monitor-Cut"] = "true";
            }

            try
            {
                await (format == "csv" ? CsvAsync(response, gone) : JsonAsync(response, gone));
            }
            catch (OperationCanceledException) when (gone.IsCancellationRequested)
            {
                // The client went away, and the reading ended with it.
            }
        }

        private async Task CsvAsync(HttpResponse response, CancellationToken gone)
        {
            var csv = new CsvText(Header);
            await response.WriteAsync(csv.Take(), Encoding.UTF8, gone);
            foreach (var piece in ids.Chunk(Piece))
            {
                foreach (var row in await lists.RowsAsync(actor, piece, gone))
                {
                    WriteCsv(csv, row);
                }

                await response.WriteAsync(csv.Take(), Encoding.UTF8, gone);
            }
        }

        private async Task JsonAsync(HttpResponse response, CancellationToken gone)
        {
            await using var json = new Utf8JsonWriter(response.BodyWriter);
            json.WriteStartObject();
            json.WriteStartArray("items");
            foreach (var piece in ids.Chunk(Piece))
            {
                foreach (var row in await lists.RowsAsync(actor, piece, gone))
                {
                    JsonSerializer.Serialize(json, TicketListApi.Shape(row), JsonSerializerOptions.Web);
                }

                await json.FlushAsync(gone);
                await response.BodyWriter.FlushAsync(gone);
            }

            json.WriteEndArray();
            json.WriteBoolean("cut", isCut);
            json.WriteEndObject();
            await json.FlushAsync(gone);
        }
    }
}

using Microsoft.AspNetCore.Components.Forms;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Files that are chosen in a form and read when it is sent. Those that were chosen stay until then, whatever else is refused.</summary>
public sealed partial class FileChoice(AttachmentRules rules, UploadBudget budget)
{
    private readonly ChosenFiles _chosen = new();
    private string _problem = "";
    private string _status = "";

    /// <summary>Reads the files, where the server has room for them, and hands them on.</summary>
    internal async Task<TicketOutcome> SendAsync(Actor actor, Func<IReadOnlyList<NewFile>, Task<TicketOutcome>> send, CancellationToken cancellationToken)
    {
        _problem = "";
        if (_chosen.Files.Count == 0)
        {
            return await send([]);
        }

        var bytes = _chosen.Bytes;
        if (budget.TooManyError(bytes) is { } never)
        {
            return TicketOutcome.Invalid(never);
        }

        using var room = budget.Take(actor.UserId ?? 0, bytes);
        if (room is null)
        {
            return TicketOutcome.Invalid(UploadBudget.Busy);
        }

        IReadOnlyList<NewFile> read;
        try
        {
            read = await _chosen.ReadAsync(Say, cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            _chosen.Clear();
            return TicketOutcome.Invalid("A file could not be read from your device to its end. Choose the files again; everything else is still here.");
        }
        finally
        {
            Say("");
        }

        return await send(read);
    }

    private void Choose(InputFileChangeEventArgs chosen) => _problem = _chosen.Choose(chosen, rules, "a ticket");

    private void Say(string status)
    {
        _status = status;
        StateHasChanged();
    }
}

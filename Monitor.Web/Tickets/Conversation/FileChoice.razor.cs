using Microsoft.AspNetCore.Components.Forms;
using Monitor.Web.Access;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Files that are chosen in a form and read when it is sent. Those that were chosen stay until then, whatever else is refused.</summary>
public sealed partial class FileChoice(AttachmentRules rules, UploadBudget budget)
{
    private const int Most = 10;

    private readonly List<IBrowserFile> _files = [];
    private readonly List<int> _pickers = [0];
    private string _problem = "";
    private string _status = "";

    /// <summary>Reads the files, where the server has room for them, and hands them on.</summary>
    internal async Task<TicketOutcome> SendAsync(Actor actor, Func<IReadOnlyList<NewFile>, Task<TicketOutcome>> send, CancellationToken cancellationToken)
    {
        _problem = "";
        if (_files.Count == 0)
        {
            return await send([]);
        }

        var bytes = _files.Sum(f => f.Size);
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
            read = await ReadAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or TimeoutException)
        {
            _files.Clear();
            return TicketOutcome.Invalid("A file could not be read from your device to its end. Choose the files again; everything else is still here.");
        }
        finally
        {
            _status = "";
            StateHasChanged();
        }

        return await send(read);
    }

    /// <summary>A field for files forgets what was chosen before: each choice has one of its own, which stays until the files are sent.</summary>
    private void Choose(InputFileChangeEventArgs e)
    {
        _problem = e.FileCount > 100 ? $"At most {Most} files are sent with a ticket." : "";
        _pickers.Add(_pickers[^1] + 1);
        foreach (var file in e.FileCount > 100 ? [] : e.GetMultipleFiles(100))
        {
            var error = _files.Count >= Most ? $"At most {Most} files are sent with a ticket." : rules.SizeError(file.Name, file.Size);
            if (error is null)
            {
                _files.Add(file);
            }
            else
            {
                _problem = error;
            }
        }
    }

    private async Task<IReadOnlyList<NewFile>> ReadAsync(CancellationToken cancellationToken)
    {
        List<NewFile> read = [];
        foreach (var file in _files)
        {
            _status = $"Sending file {read.Count + 1} of {_files.Count}…";
            StateHasChanged();
            var bytes = new byte[file.Size];
            await using var stream = file.OpenReadStream(file.Size, cancellationToken);
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            read.Add(new NewFile(file.Name, bytes));
        }

        return read;
    }
}

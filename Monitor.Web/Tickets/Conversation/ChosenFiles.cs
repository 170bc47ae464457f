using Microsoft.AspNetCore.Components.Forms;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Files that are chosen in a form, and read from the browser only when it is sent. What was chosen stays until then, whatever else is refused.</summary>
internal sealed class ChosenFiles
{
    public const int Most = 10;

    /// <summary>More in one go are not even looked at.</summary>
    private const int MostLookedAt = 100;

    private readonly List<IBrowserFile> _files = [];
    private readonly List<int> _pickers = [0];

    public IReadOnlyList<IBrowserFile> Files => _files;

    /// <summary>A field for files forgets what was chosen before: each choice has one of its own, of which the last is shown.</summary>
    public IReadOnlyList<int> Pickers => _pickers;

    public long Bytes => _files.Sum(f => f.Size);

    public void Remove(IBrowserFile file) => _files.Remove(file);

    /// <summary>None, but the fields stay: one of them is in use.</summary>
    public void Clear() => _files.Clear();

    /// <summary>After they were sent.</summary>
    public void Renew()
    {
        _files.Clear();
        _pickers.RemoveRange(0, _pickers.Count - 1);
    }

    /// <returns>Why not all were taken; empty where they were.</returns>
    public string Choose(InputFileChangeEventArgs chosen, AttachmentRules rules, string with)
    {
        _pickers.Add(_pickers[^1] + 1);
        var tooMany = $"At most {Most} files are sent with {with}.";
        if (chosen.FileCount > MostLookedAt)
        {
            return tooMany;
        }

        var problem = "";
        foreach (var file in chosen.GetMultipleFiles(MostLookedAt))
        {
            var error = _files.Count >= Most ? tooMany : rules.SizeError(file.Name, file.Size);
            if (error is null)
            {
                _files.Add(file);
            }
            else
            {
                problem = error;
            }
        }

        return problem;
    }

    /// <param name="say">Told which one is under way.</param>
    public async Task<IReadOnlyList<NewFile>> ReadAsync(Action<string> say, CancellationToken cancellationToken)
    {
        List<NewFile> read = [];
        foreach (var file in _files)
        {
            say($"Sending file {read.Count + 1} of {_files.Count}…");
            var bytes = new byte[file.Size];
            await using var stream = file.OpenReadStream(file.Size, cancellationToken);
            await stream.ReadExactlyAsync(bytes, cancellationToken);
            read.Add(new NewFile(file.Name, bytes));
        }

        return read;
    }
}

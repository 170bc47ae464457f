using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Monitor.Agent.Collectors.Linux;
using Monitor.Domain.Metrics;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Actions;

/// <summary>
/// Deletes plain files below a folder that were not written to for long. Follows no link, enters no other mount, goes down at most <see cref="Deepest"/> folders,
/// and stops at the most files or the end of the time. Folders stay.
/// </summary>
internal sealed class FolderClearing(ActionSettings action, bool isDryRun, TimeProvider clock, CancellationToken cancellationToken)
{
    private const int Deepest = 16;
    private const int TypeMask = 0xF000;
    private const int Plain = 0x8000;

    private readonly long _newest = (clock.GetUtcNow() - TimeSpan.FromHours(action.OlderThanHours)).ToUnixTimeSeconds();
    private StatXBuffer _root;
    private int _files;
    private int _newer;
    private int _left;
    private ulong _bytes;
    private bool _isFull;

    public ActionOutcome Run()
    {
        using var folder = FolderCalls.OpenFolder(action.Folder!);
        if (folder.IsInvalid || !Posix.TryStat(folder, out _root))
        {
            return new ActionOutcome(WireResult.Failed, null, $"{action.Folder} cannot be opened, is no folder, or has a link in its path.");
        }

        Clear(folder, 0);
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{(isDryRun ? "Would delete" : "Deleted")} {_files} {(_files == 1 ? "file" : "files")}, {ValueText.Of(_bytes, MetricUnit.Bytes)}, below {action.Folder}; {_newer} {(_newer == 1 ? "is" : "are")} newer than {action.OlderThanHours:0.##} h.");
        text += _left > 0 ? string.Create(CultureInfo.InvariantCulture, $" {_left} were left: links, other mounts, what is no plain file, or may not be deleted.") : "";
        return cancellationToken.IsCancellationRequested
            ? new ActionOutcome(WireResult.Failed, null, $"The time was over before the end. {text}")
            : new ActionOutcome(WireResult.Succeeded, null, _isFull ? $"{text} It stopped there: no more are deleted at a time." : text);
    }

    private void Clear(SafeFileHandle folder, int depth)
    {
        foreach (var name in FolderCalls.Names(folder))
        {
            if (cancellationToken.IsCancellationRequested || _isFull)
            {
                return;
            }

            Look(folder, name, depth);
        }
    }

    private void Look(SafeFileHandle folder, string name, int depth)
    {
        using var below = FolderCalls.OpenBelow(folder, name, FolderCalls.Folder);
        if (!below.IsInvalid)
        {
            if (depth < Deepest && Posix.TryStat(below, out var facts) && facts.IsSameMount(_root))
            {
                Clear(below, depth + 1);
            }
            else
            {
                _left++;
            }

            return;
        }

        using var file = FolderCalls.OpenBelow(folder, name, FolderCalls.ForLooking);
        if (file.IsInvalid || !Posix.TryStat(file, out var found) || (found.Mode & TypeMask) != Plain || !found.IsSameMount(_root))
        {
            _left++;
        }
        else if (found.WrittenSeconds > _newest)
        {
            _newer++;
        }
        else if (isDryRun || FolderCalls.Delete(folder, name))
        {
            _files++;
            _bytes += found.Size;
            _isFull = _files >= action.MostFiles;
        }
        else
        {
            _left++;
        }
    }
}

using System.Text;

namespace Monitor.Agent.Watch.Growth;

/// <summary>A folder of a walk: where it lies, and what it grew by, with all below it. One that did not grow is held by nothing once it was looked at.</summary>
internal sealed class FolderNode(byte[] name, FolderNode? parent)
{
    /// <summary>A part that is worth a look of its own; and so much of all is all.</summary>
    private const double Part = 0.2;
    private const double Most = 0.8;

    private List<FolderNode>? _grown;

    /// <summary>From the root of the walk.</summary>
    public int Depth { get; } = parent is null ? 0 : parent.Depth + 1;

    public long Bytes { get; private set; }

    public int Files { get; private set; }

    /// <summary>The nearest one on the way up that grew already, or the root.</summary>
    public FolderNode Known => Files > 0 || Parent is null ? this : Parent.Known;

    public void Add(long bytes, int files)
    {
        for (var node = this; node is not null; node = node.Parent)
        {
            if (node is { Files: 0, Parent: { } above })
            {
                (above._grown ??= new(1)).Add(node);
            }

            node.Bytes += bytes;
            node.Files += files;
        }
    }

    /// <summary>The folders that say best where it grew, at least so much each: where a few below one make up nearly all of it, those.</summary>
    public IEnumerable<FolderNode> Explain(long least)
    {
        if (Bytes < least || Files == 0)
        {
            return [];
        }

        var parts = _grown?.Where(n => n.Bytes >= Part * Bytes).ToList() ?? [];
        return parts.Count > 0 && parts.Sum(static n => n.Bytes) >= Most * Bytes ? parts.SelectMany(n => n.Explain(least)) : [this];
    }

    /// <summary>The whole path, with a NUL behind it: 0 where it does not fit, else its length without the NUL.</summary>
    public int PutPath(Span<byte> into)
    {
        var length = 0;
        for (var node = this; node is not null; node = node.Parent)
        {
            length += node.Name.Length + (node.Parent is null ? 0 : 1);
        }

        if (length >= into.Length)
        {
            return 0;
        }

        var at = length;
        for (var node = this; node is not null; node = node.Parent)
        {
            at -= node.Name.Length;
            node.Name.CopyTo(into[at..]);
            if (node.Parent is not null)
            {
                into[--at] = (byte)'/';
            }
        }

        if (length == 0)
        {
            into[length++] = (byte)'/';
        }

        into[length] = 0;
        return length;
    }

    /// <summary>For people: bytes that are no UTF-8 become U+FFFD.</summary>
    public string PathOf(ReadOnlySpan<byte> name = default)
    {
        Span<byte> path = stackalloc byte[TreeWalk.MostPathBytes];
        var length = PutPath(path);
        var folder = Encoding.UTF8.GetString(path[..length]);
        return name.IsEmpty ? folder : $"{(folder is "/" ? "" : folder)}/{Encoding.UTF8.GetString(name)}";
    }

    private FolderNode? Parent { get; } = parent;

    /// <summary>Of the root: its whole path, without a slash at the end.</summary>
    private byte[] Name { get; } = name;
}

namespace Monitor.Agent.Watch.Growth;

/// <summary>Which file it is, whatever its name.</summary>
internal readonly record struct FileNumber(uint Major, uint Minor, ulong Inode);

/// <summary>How large the files were that a walk found, those that are large at all and at most so many.</summary>
internal sealed class FileSizes(int most)
{
    private readonly Dictionary<FileNumber, long> _bytes = [];

    /// <summary>Every large file is in it.</summary>
    public bool IsWhole { get; set; } = true;

    /// <summary>False for one that is in it under another name.</summary>
    public bool TryAdd(FileNumber number, long bytes)
    {
        if (_bytes.Count < most)
        {
            return _bytes.TryAdd(number, bytes);
        }

        IsWhole = false;
        return !_bytes.ContainsKey(number);
    }

    public long? Find(FileNumber number) => _bytes.TryGetValue(number, out var bytes) ? bytes : null;
}

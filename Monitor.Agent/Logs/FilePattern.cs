using System.IO.Enumeration;

namespace Monitor.Agent.Logs;

/// <summary>Finds the files that a path with <c>*</c> and <c>?</c> means; neither stands for a slash.</summary>
internal static class FilePattern
{
    private static readonly EnumerationOptions Options = new() { IgnoreInaccessible = true, AttributesToSkip = 0, MatchType = MatchType.Simple };

    /// <summary>Full paths in order, also of what is no plain file; what may not be looked at is left out.</summary>
    public static List<string> Find(string pattern, int most)
    {
        var found = new List<string> { Path.GetPathRoot(pattern)! };
        var parts = pattern[found[0].Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length && found.Count > 0; i++)
        {
            found = Step(found, parts[i], isLast: i == parts.Length - 1, most);
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    /// <summary>Whether the pattern means this path, there or not.</summary>
    public static bool Fits(string pattern, string path)
    {
        var (wanted, parts) = (pattern.Split(Path.DirectorySeparatorChar), path.Split(Path.DirectorySeparatorChar));
        return wanted.Length == parts.Length
            && wanted.Zip(parts).All(static pair => pair.First == pair.Second || FileSystemName.MatchesSimpleExpression(pair.First, pair.Second, ignoreCase: false));
    }

    private static List<string> Step(List<string> folders, string part, bool isLast, int most)
    {
        var next = new List<string>();
        foreach (var folder in folders)
        {
            if (part.AsSpan().IndexOfAny('*', '?') < 0)
            {
                var path = Path.Combine(folder, part);
                if (isLast ? File.Exists(path) : Directory.Exists(path))
                {
                    next.Add(path);
                }

                continue;
            }

            try
            {
                next.AddRange(new FileSystemEnumerable<string>(folder, static (ref entry) => entry.ToFullPath(), Options)
                {
                    ShouldIncludePredicate = (ref entry) =>
                        entry.IsDirectory != isLast && FileSystemName.MatchesSimpleExpression(part, entry.FileName, ignoreCase: false),
                }.Take(most));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // A folder that has just gone or is not for this user holds nothing for it.
            }
        }

        return next.Count > most ? next[..most] : next;
    }
}

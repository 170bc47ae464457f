using System.Text.RegularExpressions;
using Monitor.Web.Hosting;

namespace Monitor.Tests.Architecture;

/// <summary>
/// The source as rooms (folders) and arrows: a file points at a room when it names a type that only that room declares. Reading names rather than
/// `using` lines finds what really leans on what.
/// </summary>
internal sealed partial class House
{
    private static readonly string[] Skipped = ["bin", "obj", "artifacts", "node_modules", "Generated", ".git", "data", "data-demo", "Monitor.Tests"];

    public sealed record Arrow(string From, string To, string File, string Type);

    private House(IReadOnlyList<Arrow> arrows) => Arrows = arrows;

    public IReadOnlyList<Arrow> Arrows { get; }

    public static House Read()
    {
        var files = Files(new DirectoryInfo(ProductHome.Path)).ToDictionary(f => Path.GetRelativePath(ProductHome.Path, f), File.ReadAllText);
        return From(files);
    }

    public static House From(IReadOnlyDictionary<string, string> files)
    {
        var homes = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (file, text) in files)
        {
            foreach (var name in Declarations().Matches(text).Select(m => m.Groups[1].Value).Concat(Component(file)))
            {
                (homes.TryGetValue(name, out var rooms) ? rooms : homes[name] = []).Add(Room(file));
            }
        }

        var arrows = from file in files
            let room = Room(file.Key)
            from name in Names().Matches(CommentsAndStrings().Replace(file.Value, " ")).Select(m => m.Value).Distinct()
            where homes.TryGetValue(name, out var rooms) && rooms.Count == 1 && !rooms.Contains(room)
            select new Arrow(room, homes[name].Single(), file.Key, name);
        return new House([.. arrows]);
    }

    private static IEnumerable<string> Component(string file) => file.EndsWith(".razor", StringComparison.Ordinal) ? [Path.GetFileNameWithoutExtension(file)] : [];

    /// <summary>The first two folders: Monitor.Web/Tickets.</summary>
    private static string Room(string file)
    {
        var parts = file.Split(Path.DirectorySeparatorChar);
        return parts.Length > 2 ? $"{parts[0]}/{parts[1]}" : parts.Length > 1 ? parts[0] : ".";
    }

    private static IEnumerable<string> Files(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(f => f.Extension is ".cs" or ".razor").Select(f => f.FullName)
            .Concat(folder.EnumerateDirectories().Where(d => !Skipped.Contains(d.Name) && d.LinkTarget is null && d.Name[0] != '.').SelectMany(Files));

    /// <summary>Types at the top of a file: a nested one is only reached through its outer one.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record(?:\s+struct)?|struct|interface|enum)\s+([A-Z]\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Names();

    [GeneratedRegex("""(?m:^@?using [\w.]+;?\r?$)|//[^\n]*|/\*[\s\S]*?\*/|"(?:\\.|[^"\\\n])*"|@\*[\s\S]*?\*@""")]
    private static partial Regex CommentsAndStrings();
}

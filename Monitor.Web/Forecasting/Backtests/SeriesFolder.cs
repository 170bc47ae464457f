using Monitor.Web.Hosting;

namespace Monitor.Web.Forecasting.Backtests;

/// <summary>
/// Finds a series by its name: a column, `file.column`, a file that has one column, or `end-of-file-name.column`. Names carry no meaning beyond that.
/// </summary>
internal sealed class SeriesFolder(string folder)
{
    private readonly IReadOnlyList<SeriesFile> _files = SeriesFile.AllBelow(folder);

    public SeriesGrid Find(string series, string source)
    {
        var found = Ways(series).Select(way => way.ToList()).FirstOrDefault(matches => matches.Count > 0)
            ?? throw new ArgumentException($"No file below {folder} has the series `{series}`. It may be named as a column, as file.column, or as a file with one column.");
        if (found.Count > 1)
        {
            var named = found.Where(f => source.Contains(Path.GetFileName(f.File.Relative), StringComparison.Ordinal)).ToList();
            found = named.Count == 1 ? named : throw new ArgumentException(
                $"The series `{series}` is in {string.Join(" and in ", found.Select(f => f.File.Relative))}. Name it file.column, or name the file in `source`.");
        }

        var (file, column) = found[0];
        return new SeriesGrid(file.Times, file.Read(column));
    }

    private IEnumerable<IEnumerable<(SeriesFile File, string Column)>> Ways(string series)
    {
        var all = _files.SelectMany(f => f.Columns.Select(c => (File: f, Column: c)));
        yield return all.Where(s => $"{s.File.Stem}.{s.Column}" == series);
        yield return all.Where(s => s.Column == series);
        yield return all.Where(s => s.File.Columns.Count == 1 && s.File.Stem == series);
        yield return all.Where(s => $"{s.File.Stem}.{s.Column}".EndsWith($"_{series}", StringComparison.Ordinal));
    }
}

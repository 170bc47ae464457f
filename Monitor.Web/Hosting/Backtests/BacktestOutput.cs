using System.Globalization;

namespace Monitor.Web.Hosting;

/// <summary>Writes a CSV beside its place and puts it there when it is whole.</summary>
internal static class BacktestOutput
{
    public static void Write(string file, Action<TextWriter> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        try
        {
            Directory.CreateDirectory(folder);
            var unfinished = Path.Combine(folder, $".{Path.GetFileName(file)}.{Guid.NewGuid():N}");
            try
            {
                using (var writer = new StreamWriter(unfinished))
                {
                    write(writer);
                }

                File.Move(unfinished, file, overwrite: true);
            }
            finally
            {
                File.Delete(unfinished);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{file} cannot be written: {e.Message} Give a file in a folder of yours with --output.", e);
        }
    }

    public static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}

using System.Text;

namespace Monitor.Web.Hosting;

/// <summary>Appends lines to one slice's file and turns it over by size: slice.log, then slice.1.log, and so on; the oldest goes.</summary>
internal sealed class LogFileWriter(LogOptions options, string slice) : IDisposable
{
    private FileStream? _stream;

    public void Append(string line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        _stream ??= Open();
        if (_stream.Length > 0 && _stream.Length + bytes.Length > options.FileBytes)
        {
            TurnOver();
        }

        _stream.Write(bytes);
    }

    public void Flush() => _stream?.Flush();

    public void Dispose() => _stream?.Dispose();

    private string PathOf(int age) => Path.Combine(options.Folder, age == 0 ? $"{slice}.log" : $"{slice}.{age}.log");

    private FileStream Open()
    {
        Directory.CreateDirectory(options.Folder);
        return new FileStream(PathOf(0), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private void TurnOver()
    {
        _stream!.Dispose();
        for (var age = options.KeptFiles; age > 0; age--)
        {
            if (File.Exists(PathOf(age - 1)))
            {
                File.Move(PathOf(age - 1), PathOf(age), overwrite: true);
            }
        }

        _stream = Open();
    }
}

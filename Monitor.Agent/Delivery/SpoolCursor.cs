using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitor.Agent.Delivery;

/// <summary>
/// Up to where everything is acknowledged, and the batch number that is certainly greater than any used. Written whole to a temporary file and renamed,
/// always after the data it speaks of. A cursor that is lost or wrong costs only repeated sending.
/// </summary>
internal readonly record struct SpoolCursor(long ReservedSeq, int Segment, long Offset)
{
    public static SpoolCursor? TryLoad(string path)
    {
        try
        {
            return TryParse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Save(string path, Action<SafeFileHandle> flushToDisk)
    {
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.ASCII.GetBytes(Format()));
            file.Flush();
            flushToDisk(file.SafeFileHandle);
        }

        File.Move(temporary, path, overwrite: true);
    }

    internal string Format() => string.Create(CultureInfo.InvariantCulture, $"cursor 1 {ReservedSeq} {Segment} {Offset} end\n");

    internal static SpoolCursor? TryParse(string text)
    {
        var words = text.TrimEnd('\n').Split(' ');
        return words is ["cursor", "1", var seq, var segment, var offset, "end"]
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var reserved) && reserved < long.MaxValue / 2
            && int.TryParse(segment, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue / 2
            && long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new SpoolCursor(reserved, number, at)
            : null;
    }
}

using System.Globalization;
using System.Text;

namespace Monitor.Web.Intake.Direct;

/// <summary>The line of the date in the head of an answer, made once a second.</summary>
internal sealed class DateLine(TimeProvider time)
{
    private DatedLine _line = new(0, []);

    public ReadOnlySpan<byte> Now
    {
        get
        {
            var now = time.GetUtcNow();
            var second = now.ToUnixTimeSeconds();
            var line = Volatile.Read(ref _line);
            if (line.Second != second)
            {
                line = new DatedLine(second, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"Date: {now:R}\r\n")));
                Volatile.Write(ref _line, line);
            }

            return line.Text;
        }
    }

    private sealed record DatedLine(long Second, byte[] Text);
}

using System.Globalization;
using System.Text;

namespace Monitor.Web.Intake.Otlp;

/// <summary>The text of a record: its body, then its attributes as <c>name=value</c>. Bounded: the rest of a huge one is left out.</summary>
internal sealed class OtlpText
{
    public const int DeepestValue = 8;
    private const int Most = 64 * 1024;
    private readonly StringBuilder _body = new();
    private readonly StringBuilder _attributes = new();

    public static OtlpText New() => new();

    public void Body(string text) => Append(_body, text);

    public void Attribute(string name, string value)
    {
        var isPlain = value.Length > 0 && value.AsSpan().IndexOfAny(" \"=") < 0;
        Append(_attributes, isPlain ? $" {name}={value}" : $" {name}=\"{value.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
    }

    public override string ToString() => (_body.Length == 0 ? _attributes.ToString().TrimStart() : _body.Append(_attributes).ToString());

    public static string Of(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    public static string Of(long number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(bool yes) => yes ? "true" : "false";

    private static void Append(StringBuilder target, string text)
    {
        if (target.Length < Most)
        {
            target.Append(text);
        }
    }
}

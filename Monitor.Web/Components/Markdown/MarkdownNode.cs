namespace Monitor.Web.Components;

/// <summary>Everything that a text can be made of. There is no kind for HTML, and none for pictures.</summary>
public enum MarkdownKind
{
    Text,

    /// <summary>A text that is shown line by line as it was typed.</summary>
    Plain,
    Break,
    Code,
    Emphasis,
    Strong,
    Strike,

    /// <summary>Text is an address that <see cref="SafeLink"/> let pass.</summary>
    Link,

    /// <summary>Number is that of a ticket.</summary>
    Ticket,

    /// <summary>Text is the name after the @.</summary>
    Mention,

    /// <summary>The box of a task; Number is 1 when it is done.</summary>
    Task,
    Paragraph,

    /// <summary>Number is the level, from 1.</summary>
    Heading,
    Quote,
    Bullets,

    /// <summary>Number is that of the first item.</summary>
    Numbers,
    Item,
    CodeBlock,
    Rule,
    Table,
    HeadRow,
    Row,

    /// <summary>Number is 0 for left, 1 for centre, 2 for right.</summary>
    Cell,
}

/// <summary>One node of a text that was read: what it is, and what is in it. It is drawn as elements and never becomes a string of HTML.</summary>
public sealed record MarkdownNode(MarkdownKind Kind, string Text, int Number, IReadOnlyList<MarkdownNode> Children)
{
    public MarkdownNode(MarkdownKind kind, string text = "", int number = 0)
        : this(kind, text, number, [])
    {
    }

    /// <summary>This node and all below it.</summary>
    public IEnumerable<MarkdownNode> All() => Children.SelectMany(c => c.All()).Prepend(this);
}

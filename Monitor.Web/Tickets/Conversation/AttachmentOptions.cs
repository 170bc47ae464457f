using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Monitor.Web.Tickets.Conversation;

/// <summary>Files of tickets; section <c>Attachments</c>.</summary>
public sealed class AttachmentOptions : IValidatableObject
{
    public const string Section = "Attachments";

    [Range(1024, 100 << 20, ErrorMessage = "Attachments:MaxBytes is a number of bytes from 1024 to 104857600.")]
    public int MaxBytes { get; set; } = 10 << 20;

    [Range(1, 1000, ErrorMessage = "Attachments:MaxPerTicket is a number from 1 to 1000.")]
    public int MaxPerTicket { get; set; } = 20;

    /// <summary>All files of one ticket together.</summary>
    [Range(1024, 1L << 40, ErrorMessage = "Attachments:MaxBytesPerTicket is a number of bytes from 1024.")]
    public long MaxBytesPerTicket { get; set; } = 100 << 20;

    /// <summary>Files that are being received at one moment, together: what they may hold of the server's memory.</summary>
    [Range(2048, 1 << 30, ErrorMessage = "Attachments:MaxBytesInMemory is a number of bytes from 2048 to 1073741824, and at least twice Attachments:MaxBytes.")]
    public int MaxBytesInMemory { get; set; } = 64 << 20;

    /// <summary>Types that are taken, as their content says them, separated by commas.</summary>
    [RegularExpression("^[a-z]+/[a-z0-9.+-]+( *, *[a-z]+/[a-z0-9.+-]+)*$", ErrorMessage = "Attachments:Types is a list such as image/png, application/pdf.")]
    public string Types { get; set; } =
        "image/png, image/jpeg, image/gif, image/webp, application/pdf, text/plain, text/xml, application/zip, application/gzip, application/rtf, "
        + "application/vnd.openxmlformats-officedocument.wordprocessingml.document, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, "
        + "application/vnd.openxmlformats-officedocument.presentationml.presentation, application/vnd.oasis.opendocument, application/x-evtx, "
        + "application/vnd.tcpdump.pcap, video/mp4";

    /// <summary>One person may hold half of the memory: a file that is allowed must fit into it.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) =>
        MaxBytesInMemory / 2 >= MaxBytes ? [] : [new ValidationResult("Attachments:MaxBytesInMemory must be at least twice Attachments:MaxBytes.")];

    public bool Takes(string contentType) => Types.Split(',', StringSplitOptions.TrimEntries).Contains(contentType, StringComparer.Ordinal);

    /// <summary>Bytes as people read them: 10 MB.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1000 << 10 => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, bytes / 1024.0):0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MB"),
    };
}

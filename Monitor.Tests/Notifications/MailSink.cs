using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monitor.Tests.Notifications;

/// <summary>How the server of a test behaves.</summary>
internal enum MailSinkMode
{
    Good,

    /// <summary>Greets and then never says anything again.</summary>
    Tarpit,

    /// <summary>450 for the recipient.</summary>
    NotNow,

    /// <summary>550 for the recipient.</summary>
    NeverEver,

    /// <summary>Takes the whole mail and ends the connection instead of answering.</summary>
    DropAfterData,

    /// <summary>Takes the whole mail and says nothing.</summary>
    HangAfterData,

    /// <summary>Does not offer STARTTLS.</summary>
    Plain,

    /// <summary>535 for whatever password, and 530 for who goes on without.</summary>
    WrongPassword,
}

/// <summary>One mail as it came: the commands of the conversation, and the text with its dots unstuffed.</summary>
internal sealed record SunkMail(IReadOnlyList<string> Commands, bool IsEncrypted, string? Login, string Data)
{
    public IReadOnlyList<string> Recipients => [.. Commands.Where(c => c.StartsWith("RCPT TO:", StringComparison.OrdinalIgnoreCase))];

    /// <summary>The header block as lines, folded ones joined.</summary>
    public IReadOnlyList<string> Headers => Data[..Data.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Replace("\r\n\t", " ", StringComparison.Ordinal).Split("\r\n");

    public string Header(string name) => Headers.Single(h => h.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];

    public string Body
    {
        get
        {
            var text = Data[(Data.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
            return Header("Content-Transfer-Encoding") == "base64"
                ? Encoding.UTF8.GetString(Convert.FromBase64String(text.Replace("\r\n", "", StringComparison.Ordinal))).ReplaceLineEndings("\n") : text.ReplaceLineEndings("\n");
        }
    }
}

/// <summary>A mail server over a real socket, with STARTTLS by a certificate of its own, as bad as a test wants it.</summary>
internal sealed class MailSink : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly X509Certificate2 _certificate = NewCertificate();
    private readonly Task _accepting;

    public MailSink()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public MailSinkMode Mode { get; set; }

    /// <summary>Speaks TLS from the first byte, as at port 465.</summary>
    public bool IsImplicitTls { get; set; }

    public ConcurrentQueue<SunkMail> Mails { get; } = [];

    public int Connections { get; private set; }

    /// <summary>What a client must trust.</summary>
    public string AuthorityPem => _certificate.ExportCertificatePem();

    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted)
        {
            return;
        }

        await _stopped.CancelAsync();
        _listener.Stop();
        await _accepting;
        _certificate.Dispose();
        _stopped.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stopped.Token);
                Connections++;
                _ = TalkAsync(client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using var _ = client;
        try
        {
            await new Conversation(this, client.GetStream(), _stopped.Token).RunAsync();
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // The client has left, or the test is over.
        }
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private sealed class Conversation(MailSink sink, Stream stream, CancellationToken cancellationToken)
    {
        private readonly List<string> _commands = [];
        private Stream _stream = stream;
        private StreamReader _reader = new(stream, Encoding.Latin1);
        private bool _isEncrypted;
        private string? _login;

        public async Task RunAsync()
        {
            if (sink.IsImplicitTls)
            {
                await EncryptAsync();
            }

            await SayAsync("220 sink ESMTP");
            while (await _reader.ReadLineAsync(cancellationToken) is { } line)
            {
                if (sink.Mode == MailSinkMode.Tarpit)
                {
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }

                _commands.Add(line);
                if (!await AnswerAsync(line))
                {
                    return;
                }
            }
        }

        private async Task<bool> AnswerAsync(string line)
        {
            switch (line.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(_isEncrypted ? "250-sink\r\n250-AUTH LOGIN PLAIN\r\n250 8BITMIME" : sink.Mode == MailSinkMode.Plain ? "250-sink\r\n250 8BITMIME" : "250-sink\r\n250-STARTTLS\r\n250 8BITMIME");
                    return true;
                case "STARTTLS":
                    await SayAsync("220 begin");
                    await EncryptAsync();
                    return true;
                case "AUTH":
                    await SignInAsync(line);
                    return true;
                case "MAIL" when sink.Mode == MailSinkMode.WrongPassword:
                    // SmtpClient goes on after a refused sign-in.
                    await SayAsync("530 5.7.0 canary: sign in first");
                    return true;
                case "RCPT":
                    await SayAsync(sink.Mode switch { MailSinkMode.NotNow => "450 4.2.1 later", MailSinkMode.NeverEver => "550 5.1.1 canary-of-the-server", _ => "250 ok" });
                    return true;
                case "DATA":
                    await SayAsync("354 go on");
                    return await TakeAsync();
                case "QUIT":
                    await SayAsync("221 bye");
                    return false;
                default:
                    await SayAsync("250 ok");
                    return true;
            }
        }

        private async Task EncryptAsync()
        {
            var secure = new SslStream(_stream);
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = sink._certificate }, cancellationToken);
            (_stream, _reader, _isEncrypted) = (secure, new StreamReader(secure, Encoding.Latin1), true);
        }

        private async Task SignInAsync(string line)
        {
            var first = line.Split(' ').Length > 2 ? line.Split(' ')[2] : await AskAsync("334 VXNlcm5hbWU6");
            var second = await AskAsync("334 UGFzc3dvcmQ6");
            _login = $"{Text(first)}:{Text(second)}";
            await SayAsync(sink.Mode == MailSinkMode.WrongPassword ? "535 5.7.8 no" : "235 welcome");

            static string Text(string? base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64 ?? ""));
        }

        private async Task<string?> AskAsync(string question)
        {
            await SayAsync(question);
            return await _reader.ReadLineAsync(cancellationToken);
        }

        private async Task<bool> TakeAsync()
        {
            var data = new StringBuilder();
            string? line;
            while ((line = await _reader.ReadLineAsync(cancellationToken)) is not null and not ".")
            {
                data.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            }

            if (line is null)
            {
                // Whoever leaves before the end has sent nothing.
                return false;
            }

            sink.Mails.Enqueue(new SunkMail([.. _commands], _isEncrypted, _login, data.ToString()));
            if (sink.Mode == MailSinkMode.DropAfterData)
            {
                return false;
            }

            if (sink.Mode == MailSinkMode.HangAfterData)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            await SayAsync("250 taken");
            return true;
        }

        private async Task SayAsync(string line) => await _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), cancellationToken);
    }
}

using System.Security.Cryptography;
using System.Text;
using Monitor.Web.Hosting;

namespace Monitor.Web.Access.KeyRing;

/// <summary>
/// The key that encrypts the data-protection ring: 32 random bytes in a file that only the application's account can read, outside the database,
/// so that a copy of the database alone forges no session. Several web nodes use the same file content (Keys:MasterKeyFile).
/// </summary>
internal sealed class MasterKey
{
    public const string Setting = "Keys:MasterKeyFile";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    public MasterKey(byte[] key)
    {
        _key = key;
        Id = Convert.ToHexStringLower(SHA256.HashData([.. "monitor key id"u8, .. key]))[..16];
    }

    /// <summary>Names the key without giving it away; stands in every envelope.</summary>
    public string Id { get; }

    public static MasterKey Open(string path, bool mayCreate)
    {
        if (!File.Exists(path))
        {
            if (!mayCreate)
            {
                throw Wrong($"{path} does not exist. Put 32 random bytes as base64 into it (`openssl rand -base64 32`)");
            }

            Create(path);
        }

        var bytes = new byte[KeyBytes + 1];
        if (!Convert.TryFromBase64String(Read(path), bytes, out var written) || written != KeyBytes)
        {
            throw Wrong($"{path} is not a key: it must hold 32 random bytes as base64 (`openssl rand -base64 32`)");
        }

        return new MasterKey(bytes[..KeyBytes]);
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong($"{path} cannot be read ({e.Message.TrimEnd('.')})");
        }
    }

    private static StartupException Wrong(string what) => new($"the setting {Setting} is wrong: {what}.", "wrong setting");

    public byte[] Encrypt(byte[] plain)
    {
        var envelope = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(envelope.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(envelope.AsSpan(0, NonceBytes), plain, envelope.AsSpan(NonceBytes + TagBytes), envelope.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(Id));
        return envelope;
    }

    /// <summary>Throws <see cref="CryptographicException"/> when the envelope was made with another key or changed since.</summary>
    public byte[] Decrypt(byte[] envelope)
    {
        if (envelope.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The envelope is too short.");
        }

        var plain = new byte[envelope.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(envelope.AsSpan(0, NonceBytes), envelope.AsSpan(NonceBytes + TagBytes), envelope.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(Id));
        return plain;
    }

    /// <summary>Whole or not at all, and never over another's: of two processes that start at once, one wins and both read its key.</summary>
    private static void Create(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var temporary = $"{path}.{Guid.NewGuid():N}";
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
        }
    }
}

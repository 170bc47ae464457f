using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Monitor.Web.Access.KeyRing;

/// <summary>Encrypts the secret part of a data-protection key with the master key.</summary>
internal sealed class KeyRingEncryptor(MasterKey master) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var envelope = master.Encrypt(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)));
        return new EncryptedXmlInfo(
            new XElement("aesGcm", new XAttribute("key", master.Id), Convert.ToBase64String(envelope)), typeof(KeyRingDecryptor));
    }
}

/// <summary>Named in the stored XML and made by data protection itself, hence the service provider.</summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var master = services.GetRequiredService<MasterKey>();
        var id = (string?)encryptedElement.Attribute("key");
        if (id != master.Id)
        {
            throw new CryptographicException(
                $"A session key in the database was encrypted with master key {id}, and this node has {master.Id}. Give all nodes the same {MasterKey.Setting}.");
        }

        return XElement.Parse(Encoding.UTF8.GetString(master.Decrypt(Convert.FromBase64String(encryptedElement.Value))));
    }
}

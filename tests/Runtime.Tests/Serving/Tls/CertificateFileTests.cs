using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gatehouse.Runtime.Tests.Linux;
using Gatehouse.Serving.Tls;
using Xunit;

namespace Gatehouse.Runtime.Tests.Serving.Tls;

public sealed class CertificateFileTests : IDisposable
{
    private readonly TestDirectory directory = new();
    private readonly X509Certificate2 good = TestCertificates.SelfSigned("a.test");

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Key_and_certificate_may_be_two_files_or_one(bool rsa)
    {
        X509Certificate2 certificate = TestCertificates.SelfSigned("a.test", rsa);
        string both = TestCertificates.Write(directory.File("both.pem"), certificate);
        Assert.True(Load(both, both).IsFor("a.test"));
        Assert.True(Load(Write("c.pem", TestCertificates.Pem(certificate)), Write("k.pem", TestCertificates.KeyPem(certificate))).IsFor("a.test"));
    }

    [Fact]
    public void A_traditional_key_is_read_too()
    {
        X509Certificate2 certificate = TestCertificates.SelfSigned("a.test", rsa: true);
        string key = Write("k.pem", certificate.GetRSAPrivateKey()!.ExportRSAPrivateKeyPem());
        Assert.True(Load(Write("c.pem", TestCertificates.Pem(certificate)), key).IsFor("a.test"));
    }

    [Fact]
    public void What_cannot_be_used_is_named_with_its_reason()
    {
        string certificate = Write("c.pem", TestCertificates.Pem(good));
        string key = Write("k.pem", TestCertificates.KeyPem(good));
        string other = Write("o.pem", TestCertificates.KeyPem(TestCertificates.SelfSigned("b.test")));
        string rsa = Write("rsa.pem", TestCertificates.KeyPem(TestCertificates.SelfSigned("b.test", rsa: true)));
        string encrypted = Write("e.pem", good.GetECDsaPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
            "secret", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1)));
        string none = directory.File("none.pem");

        Complains(none, key, $"cannot read the certificate file '{none}' (from --bind): there is no such file");
        Complains(certificate, none, $"cannot read the key file '{none}' (from --bind): there is no such file");
        Complains(certificate, directory.Path, $"cannot read the key file '{directory.Path}' (from --bind): it is a directory");
        Complains(key, key, $"the certificate file '{key}' (from --bind) holds no certificate in PEM form");
        Complains(certificate, certificate, $"the key file '{certificate}' (from --bind) cannot be used: it holds no private key in PEM form");
        Complains(certificate, other, $"the key file '{other}' (from --bind) cannot be used: it is not the key of the certificate '{certificate}'");
        Complains(certificate, rsa, $"the key file '{rsa}' (from --bind) cannot be used: it is damaged, or not the key of the certificate '{certificate}'");
        Complains(certificate, encrypted, $"the key file '{encrypted}' (from --bind) cannot be used: it is encrypted");
        Complains(Write("d.pem", TestCertificates.Pem(good).Replace("MII", "XXX", StringComparison.Ordinal)), key, "is damaged: ");
    }

    [Fact]
    public void The_time_has_to_be_right()
    {
        string expired = TestCertificates.Write(directory.File("x.pem"), TestCertificates.SelfSigned("a.test", validDays: -1));
        Assert.Matches(@"x.pem' \(from --bind\) cannot be used: it expired on \d{4}-\d\d-\d\d \d\d:\d\d UTC$", Complaint(expired, expired));
        string early = TestCertificates.Write(directory.File("y.pem"), TestCertificates.SelfSigned("a.test", fromDays: 2));
        Assert.Matches(@"y.pem' \(from --bind\) cannot be used: it is valid from \d{4}-\d\d-\d\d \d\d:\d\d UTC on only$", Complaint(early, early));
    }

    [Theory]
    [InlineData("a.test", true)]
    [InlineData("A.Test.", true)]
    [InlineData("b.test", false)]
    [InlineData("x.wild.test", true)]
    [InlineData("x.y.wild.test", false)]
    [InlineData(".wild.test", false)]
    [InlineData("wild.test", false)]
    [InlineData("10.1.2.3", true)]
    [InlineData("10.1.2.4", false)]
    [InlineData("common name", false)]
    public void A_certificate_is_for_its_names(string host, bool expected)
    {
        string file = TestCertificates.Write(
            directory.File("n.pem"), TestCertificates.SelfSigned("common name", alternatives: ["a.test", "*.wild.test", "10.1.2.3"]));
        Assert.Equal(expected, Load(file, file).IsFor(host));
    }

    public void Dispose() => directory.Dispose();

    private static ServerCertificate Load(string certificate, string key) =>
        ServerCertificate.Load(new CertificateFiles(certificate, key, null, "--bind"), DateTimeOffset.UtcNow);

    private static string Complaint(string certificate, string key) => Assert.Throws<CertificateException>(() => Load(certificate, key)).Message;

    private static void Complains(string certificate, string key, string message) =>
        Assert.Contains(message, Complaint(certificate, key), StringComparison.Ordinal);

    private string Write(string name, string text)
    {
        File.WriteAllText(directory.File(name), text);
        return directory.File(name);
    }
}

using Gatehouse.Hosting;

namespace Gatehouse.Runtime.Tests.Hosting;

/// <summary>Texts that a setting accepts.</summary>
internal static class Samples
{
    /// <summary>Says in the environment what a setting makes no sense without.</summary>
    public static Terminal WithNeedsOf(this Terminal terminal, Setting setting) => setting.Name switch
    {
        "tlsCertificate" => terminal.With("GATEHOUSE_BIND", "ssl:443"),
        "tlsKey" => terminal.With("GATEHOUSE_BIND", "ssl:443").With("GATEHOUSE_TLS_CERTIFICATE", "c.pem"),
        "tlsClientCertificate" => terminal.With("GATEHOUSE_TLS_CA_CERTIFICATE", "ca.pem"),
        "tlsCaCertificate" => terminal.With("GATEHOUSE_TLS_CLIENT_CERTIFICATE", "optional"),
        _ => terminal,
    };

    public static IReadOnlyList<string> Of(Setting setting) => setting.Kind switch
    {
        SettingKind.WholeNumber when setting.Name is "maxHeaderBytes" or "maxRequestLine" => ["256", "65536"],
        SettingKind.WholeNumber => ["1", "8"],
        SettingKind.Size => ["0", "1", "10m"],
        SettingKind.Duration => ["0.01", "0.0123456", "86400", "90s"],
        SettingKind.Flag => ["true", "false"],
        SettingKind.Choice when setting.Name == "logLevel" => ["trace", "none"],
        SettingKind.Choice when setting.Name == "tlsClientCertificate" => ["optional", "required"],
        SettingKind.Choice when setting.Name == "tlsMinVersion" => ["1.2", "1.3"],
        SettingKind.Choice when setting.Name == "invalidForwarded" => ["reject", "ignore"],
        SettingKind.Choice => ["sync", "green"],
        SettingKind.List when setting.Name == "bind" => ["127.0.0.1:80", ":80", "unix:/run/a b.sock"],
        SettingKind.List when setting.Name == "adminBind" => ["127.0.0.1:9090", "unix:/run/a b.sock"],
        SettingKind.List when setting.Name is "tlsCertificate" or "tlsKey" => ["/etc/ssl/a b.pem", "c.pem"],
        SettingKind.List when setting.Name == "allowedHosts" => ["www.example.com", "*.example.com", "::1"],
        SettingKind.List => ["10.0.0.0/8", "unix:"],
        SettingKind.Octal => ["0", "27", "0777"],
        SettingKind.Text when setting.Name == "accessLogFormat" => ["json", "%(h)s \"%(r)s\" %({x-trace}i)s 100%%"],
        SettingKind.Path => ["-", "/var/log/ünïcode \"quoted\".log"],
        _ => ["www-data", "1000"],
    };
}

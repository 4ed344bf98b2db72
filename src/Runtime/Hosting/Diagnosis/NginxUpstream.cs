using Gatehouse.Hosting.Nginx;

namespace Gatehouse.Hosting.Diagnosis;

/// <summary>Finds in an nginx file where the application is: the first proxy_pass, through its upstream block where it names one.</summary>
internal static class NginxUpstream
{
    /// <summary>Returns <c>HOST:PORT</c> or <c>unix:PATH</c>; null where the file has no proxy_pass to one.</summary>
    public static string? Find(string configuration)
    {
        NginxDirective root = NginxReader.Read(configuration);
        if (NginxPass.AllIn(root).FirstOrDefault() is not { } pass || !NginxPass.IsTo(Uri.UriSchemeHttp, pass)) return null;
        string target = NginxPass.TargetOf(pass);
        string? address = NginxPass.UpstreamOf(root, target) is { } upstream ? NginxPass.ServersOf(upstream).FirstOrDefault() : target;
        return address is null ? null : NginxTarget.Read(address, NginxTarget.HttpPort)?.ToString();
    }
}

using Gatehouse.Generators.Reading;
using Gatehouse.Hosting.Nginx;

namespace Gatehouse.Generators.Analyzers.Trust;

/// <summary>GH1043: a place at which nginx states whatever host the client asks for.</summary>
/// <param name="Proxy">The configuration.</param>
/// <param name="Setter">The directive that sets the header.</param>
/// <param name="Variable">What it is set to.</param>
/// <param name="Advice">What can be done about it.</param>
internal sealed record ForgeableHost(NginxProxy Proxy, NginxDirective Setter, string Variable, string Advice)
{
    /// <summary>Null where the header says no host that the app would not answer for, or the proxy vouches for it.</summary>
    public static ForgeableHost? In(IReadOnlyList<NginxProxy> proxies, BelievedHeader header)
    {
        if (!header.IsAnyHost) return null;
        foreach (NginxProxy proxy in proxies)
        {
            foreach (NginxDirective pass in proxy.Passes)
            {
                if (NginxProxy.SetterOf(pass, header.Name) is not { } setter
                    || NginxProxy.HostIn(setter.Words[2]) is not { } variable
                    || NginxProxy.ChecksHost(pass))
                {
                    continue;
                }

                // A request that names its host in the target may have another one in the field Host (RFC 9112 section 3.2.2).
                if (variable == "$http_host")
                    return new ForgeableHost(proxy, setter, variable, "set it to $host where server_name names your hosts, or name them in AllowedHosts");
                if (NginxProxy.AnswersForAnyHost(pass))
                    return new ForgeableHost(proxy, setter, variable, "name your hosts in server_name, in a server that is not the default one, or in AllowedHosts");
            }
        }

        return null;
    }
}

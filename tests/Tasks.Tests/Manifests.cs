namespace Gatehouse.Tasks.Tests;

/// <summary>Manifests as the generator writes them.</summary>
internal static class Manifests
{
    /// <summary>An app that declares nothing but itself.</summary>
    public const string Hello = """
        {"version":1,"name":"hello","app":"Hello","serverNames":[],"trustedProxies":[],"proxyHops":1,"forwarded":["for","proto"],
        "forwardedHeaders":{"for":"X-Forwarded-For","proto":"X-Forwarded-Proto","host":"X-Forwarded-Host","port":"X-Forwarded-Port","prefix":"X-Forwarded-Prefix"},
        "settings":{"keepAlive":"75","timeout":"30","gracefulTimeout":"30","maxRequestBody":"10485760"},"routes":[{"method":"GET","template":"/"}]}
        """;

    /// <summary>An app with static folders.</summary>
    public const string Files = """
        {"version":1,"name":"hello","app":"Hello","serverNames":[],"trustedProxies":["unix:"],"proxyHops":1,"forwarded":["for","proto"],
        "settings":{"keepAlive":"75","timeout":"30","gracefulTimeout":"30","maxRequestBody":"10485760"},"routes":[],
        "staticFiles":[{"path":"/static","folder":"wwwroot","cacheControl":"public, max-age=60","servedBy":"nginx"},
        {"path":"/.well-known","folder":"acme/known","servedBy":"nginx","dotFiles":true},
        {"path":"/docs","folder":"manual","servedBy":"app"}]}
        """;

    /// <summary>An app that declares everything, each different from the default.</summary>
    public const string Shop = """
        {"version":1,"name":"web-shop","app":"Example.Shop.Front","serverNames":["shop.example.org","*.shop.example.org"],
        "trustedProxies":["unix:"],"proxyHops":1,"forwarded":["for","proto","host","port","prefix"],
        "forwardedHeaders":{"for":"X-Client","proto":"X-Scheme","host":"X-FHost","port":"X-Port","prefix":"X-Base"},
        "settings":{"keepAlive":"1.5","timeout":"0","gracefulTimeout":"120","maxRequestBody":"0"},
        "routes":[{"method":"GET","template":"/"},{"method":"GET","template":"/live","webSocket":{"pingInterval":"30","pingTimeout":"30"}},
        {"method":"GET","template":"/chat/{room}","webSocket":{"pingInterval":"0","pingTimeout":"30"}}]}
        """;
}

using System.Text;

namespace Gatehouse.Generators.Tests.Harness;

/// <summary>
/// An app as it grows: five routes for each of many resources, in areas, with parameters of several kinds. The same source
/// each time.
/// </summary>
internal static class ManyRoutes
{
    private static readonly string[] Nouns =
    [
        "accounts", "articles", "brands", "carts", "comments", "countries", "coupons", "customers", "invoices", "items",
        "messages", "orders", "payments", "products", "refunds", "reviews", "sessions", "shipments", "stores", "users",
    ];

    private static readonly string[] Areas = ["", "admin", "archive", "audit", "beta", "internal", "legacy", "mobile", "partners", "reports"];

    /// <summary>The source of an app with so many routes, from 1 to 1000.</summary>
    public static string Source(int routes)
    {
        var text = new StringBuilder("""
            using System;
            using System.Threading;
            using System.Threading.Tasks;
            using Gatehouse;

            namespace Acme.Many;

            [GatewayApp]
            public sealed partial class Big
            {

            """);
        foreach (string route in Enumerable.Range(0, Nouns.Length * Areas.Length).SelectMany(Resource).Take(routes)) text.Append("    ").Append(route).Append('\n');
        return text.Append("}\n").ToString();
    }

    private static IEnumerable<string> Resource(int number)
    {
        string area = Areas[number / Nouns.Length];
        string noun = Nouns[number % Nouns.Length];
        string path = (area.Length > 0 ? "/" + area : "") + "/" + noun;
        string name = Pascal(area) + Pascal(noun);
        string id = (number % 3) switch { 0 => "{id:int}", 1 => "{id:guid}", _ => "{id}" };
        string type = (number % 3) switch { 0 => "int", 1 => "Guid", _ => "string" };
        return
        [
            $"[Get(\"{path}\")] public string All{name}(Request request) => request.Path;",
            $"[Post(\"{path}\")] public async ValueTask<Response> Add{name}(Request request, CancellationToken stop) => Response.Bytes(await request.ReadBodyAsync(stop));",
            $"[Get(\"{path}/{id}\")] public Task<string> Get{name}({type} id) => Task.FromResult($\"{{id}}\");",
            $"[Delete(\"{path}/{id}\")] public void Remove{name}({type} id, Response response) => response.Status = 204;",
            $"[Get(\"{path}/{id}/changes/{{day}}\")] public static string {name}Changes({type} id, DateOnly day) => $\"{{id}} {{day}}\";",
        ];
    }

    private static string Pascal(string word) => word.Length == 0 ? "" : char.ToUpperInvariant(word[0]) + word[1..];
}

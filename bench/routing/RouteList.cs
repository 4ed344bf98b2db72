namespace Gatehouse.Bench.Routing;

/// <summary>A route, and a path of it.</summary>
internal sealed record Route(string Method, string Template, string Path);

/// <summary>The sets of routes that are measured.</summary>
internal static class RouteList
{
    private const int Versions = 6;

    public static IReadOnlyList<(string Name, Route[] Routes)> All()
    {
        Route[] github = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "github.txt")).Select(line => Of(line.Split(' ')[0], line.Split(' ')[1]))];
        Route[] deep = [.. github.Where(route => route.Template.Contains('{'))];

        // The same again and again, as an API keeps its versions, until there are a thousand.
        Route[] thousand = [.. Enumerable.Range(1, Versions).SelectMany(version => deep.Select(route => Of(route.Method, $"/v{version}{route.Template}"))).Take(1000)];
        return
        [
            ("1", [Of("GET", "/items/{id}")]),
            ("16", [.. Enumerable.Range(0, 16).Select(i => Of("GET", $"/{"abcdefghijklmnop"[i]}things/{{id}}/parts/{{part}}"))]),
            ("100", [.. deep.Take(100)]),
            ($"{github.Length} (GitHub)", github),
            ("1,000 (REST)", [.. Rest()]),
            ("1,000", thousand),
        ];
    }

    /// <summary>A thousand routes of another shape: few for each of many resources.</summary>
    private static IEnumerable<Route> Rest() =>
        from state in (string[])["", "archived-", "draft-", "shared-", "team-"]
        from noun in (string[])
        [
            "accounts", "addresses", "articles", "budgets", "campaigns", "categories", "contacts", "contracts", "coupons", "customers", "deliveries", "devices",
            "documents", "employees", "events", "invoices", "locations", "messages", "orders", "payments", "products", "projects", "reports", "suppliers", "tickets",
        ]
        from route in (string[])
        [
            "GET /{id}", "PUT /{id}", "PATCH /{id}", "DELETE /{id}",
            "GET /{id}/notes", "POST /{id}/notes", "GET /{id}/notes/{note}", "DELETE /{id}/notes/{note}",
        ]
        select Of(route.Split(' ')[0], $"/{state}{noun}{route.Split(' ')[1]}");

    private static Route Of(string method, string template)
    {
        IEnumerable<string> pieces = template.Split('/').Select(piece => piece switch
        {
            "{owner}" or "{user}" or "{org}" => "octocat",
            "{repo}" => "hello-world",
            "{sha}" => "6dcb09b5b57875f334f61aebed695e2e4193db5e",
            ['{', '*', ..] => "heads/main/docs",
            ['{', ..] => "1347",
            _ => piece,
        });
        return new Route(method, template, string.Join('/', pieces));
    }
}

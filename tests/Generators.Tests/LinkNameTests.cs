using System.Reflection;
using Gatehouse.Generators.Tests.Harness;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Tests;

/// <summary>What the generated links and their class are called, and that they compile whatever users call things.</summary>
public class LinkNameTests
{
    [Fact]
    public void Links_read_as_they_should_where_they_are_used() => AssertCompiles("""
        using Gatehouse;

        namespace Acme.Web;

        [GatewayApp]
        public partial class Shop
        {
            [Get("/items/{id:int}")] [Delete("/items/{id:int}")] public string Item(int id) => Routes.Item(id: 3);
        }

        internal static class Elsewhere
        {
            public static string Link => Routes.Item(id: 3);
        }
        """);

    [Fact]
    public void Handlers_of_one_name_are_overloads_or_numbered()
    {
        Type routes = RoutesOf(LoadedApp.Compile("""
            using Gatehouse;

            [GatewayApp]
            public partial class App
            {
                [Get("/a/{id}")] [Get("/b/{id}")] [Post("/a/{id}")] public string Item(string id) => "";
                [Get("/c/{id:int}")] public string Item(int id) => "";
                [Get("/d/{id}")] public string Item2(string id) => "";
                [Get("/e")] public string Routes() => "";
                [Get("/f")] public new string ToString() => "";
            }
            """));
        Assert.Equal(
            ["Item(Int32)", "Item(String)", "Item2(String)", "Item22(String)", "Routes2()", "ToString2()"],
            routes.GetMethods(BindingFlags.Static | BindingFlags.Public)
                .Select(method => $"{method.Name}({string.Join(",", method.GetParameters().Select(parameter => parameter.ParameterType.Name))})")
                .Order(StringComparer.Ordinal));
        Assert.Equal("/b/x", routes.GetMethod("Item2")!.Invoke(null, ["x"]));
    }

    [Theory]
    [InlineData("public class Routes;", "AppRoutes")]
    [InlineData("public class Routes; public class AppRoutes;", "AppRoutes2")]
    [InlineData("namespace Routes { public class Other; }", "AppRoutes")]
    [InlineData("public static partial class Routes { public static string OfText() => \"\"; }", "Routes")]
    public void A_class_of_the_name_is_joined_or_left_alone(string other, string name)
    {
        LoadedApp app = LoadedApp.Compile($$"""
            using Gatehouse;

            {{other}}

            [GatewayApp]
            public partial class App
            {
                [Get("/text/{value}")] public string OfText(string value) => "";
            }
            """);
        string method = name == "Routes" ? "OfText2" : "OfText";
        Assert.Equal("/text/a", app.Assembly.GetType(name, throwOnError: true)!.GetMethod(method)!.Invoke(null, ["a"]));
    }

    [Fact]
    public void Parameters_with_names_and_types_of_all_kinds() => AssertCompiles("""
        using Gatehouse;

        [GatewayApp]
        public partial class App
        {
            private readonly struct Hidden : ISpanParsable<Hidden>
            {
                public static Hidden Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => default;
                public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out Hidden result) { result = default; return true; }
                public static Hidden Parse(string s, IFormatProvider? provider) => default;
                public static bool TryParse(string? s, IFormatProvider? provider, out Hidden result) { result = default; return true; }
            }

            [Get("/{class}/{link}/{link_:int}/{größe}")]
            public string @return(string @class, string link, int link_, string größe) => Routes.@return(@class: "a", link: "b", link_: 1, größe: "c");
            [Get("/hidden/{value}")] private string OfHidden(Hidden value) => Routes.OfHidden(value: "text");
            [Get("/address/{value}")] public string OfAddress(System.Net.IPAddress value) => Routes.OfAddress(value: value);
        }
        """);

    private static Type RoutesOf(LoadedApp app) => app.Assembly.GetType("Routes", throwOnError: true)!;

    private static void AssertCompiles(string source) =>
        GeneratorRun.Of(TestCompilation.Of(OutputKind.DynamicallyLinkedLibrary, TestReferences.Gatehouse, source)).AssertCompiles();
}

using Gatehouse.Generators.Model;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the list of routes depends on.</summary>
internal sealed record RouteTableModel(AppType Type, EquatableArray<ListedRoute> Routes);

/// <summary>A route as people see it.</summary>
internal sealed record ListedRoute(string HttpMethod, string Template, string Handler);

/// <summary>Emits the list of routes that the command <c>routes</c> prints.</summary>
internal static class RouteTableEmitter
{
    private const string Description = "global::Gatehouse.RouteDescription";

    public static SourceText Emit(RouteTableModel model)
    {
        SourceWriter writer = new SourceWriter().Header().Namespace(model.Type);
        writer.Open($"partial {AppEmitter.Keyword(model.Type)} {model.Type.Identifier}");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Line($"static global::System.Collections.Generic.IReadOnlyList<{Description}> {AppEmitter.Contract(model.Type)}.DescribeRoutes() => new {Description}[]").Open();
        foreach (ListedRoute route in model.Routes)
            writer.Line($"new({SourceWriter.Quote(route.HttpMethod)}, {SourceWriter.Quote(route.Template)}, {SourceWriter.Quote(route.Handler)}),");
        return writer.Close(";").Close().ToSource();
    }
}

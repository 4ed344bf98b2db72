using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Routing;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the links of an app depend on.</summary>
/// <param name="Type">The app.</param>
/// <param name="Class">The class that has them.</param>
/// <param name="Links">A link for each route, in their order.</param>
internal sealed record LinksModel(AppType Type, LinkClass Class, EquatableArray<RoutedLink> Links);

/// <summary>A link and the route that it leads to.</summary>
internal sealed record RoutedLink(string HttpMethod, RouteTemplate Template, LinkModel Link);

/// <summary>Emits a method for each handler and template, which writes the path that leads there.</summary>
internal static class LinkEmitter
{
    private const string Builder = "global::Gatehouse.CompilerServices.LinkBuilder";
    private const string Invariant = "global::System.Globalization.CultureInfo.InvariantCulture";

    // As many characters as nearly every path has; a longer one costs a rented array, not a failure.
    private const int StackLimit = 256;

    public static SourceText Emit(LinksModel model)
    {
        SourceWriter writer = new SourceWriter().Header();

        // A type marked [Obsolete] still has to be taken.
        writer.Line("#pragma warning disable CS0612, CS0618").Line().Namespace(model.Type);
        writer.Line($"/// <summary>The paths of the handlers of <see cref=\"{model.Type.FullName}\"/>: typed, and escaped.</summary>");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open($"{(model.Class.IsUsers ? "" : "internal ")}static partial class {model.Class.Name}");
        bool isFirst = true;
        var names = new LinkNames(model.Class.Name, model.Class.TakenNames);
        List<IGrouping<string?, RoutedLink>> owners = [.. model.Links.GroupBy(link => link.Link.Owner, StringComparer.Ordinal)];

        // Classes first get their names: a method that has one already gives way.
        List<(string Name, IGrouping<string?, RoutedLink> Links)> nested =
        [
            .. owners.Where(owner => owner.Key is not null).Select(owner => (names.OfClass(SimpleNameOf(owner.Key!)), owner)),
        ];
        foreach (IGrouping<string?, RoutedLink> own in owners.Where(owner => owner.Key is null)) EmitLinks(writer, own, names, ref isFirst);
        foreach ((string name, IGrouping<string?, RoutedLink> links) in nested)
        {
            if (!isFirst) writer.Line();
            writer.Line($"/// <summary>The paths of the handlers of <c>{Xml(links.Key!)}</c>.</summary>");
            writer.Open($"internal static class {Names.EscapeType(name)}");
            isFirst = true;
            EmitLinks(writer, links, new LinkNames(name, []), ref isFirst);
            writer.Close();
        }

        return writer.Close().ToSource();
    }

    private static string SimpleNameOf(string owner) => owner.Substring(owner.LastIndexOf('.') + 1).TrimStart('@');

    private static void EmitLinks(SourceWriter writer, IEnumerable<RoutedLink> links, LinkNames names, ref bool isFirst)
    {
        // A handler of several methods of one resource has one link.
        foreach (IGrouping<(string, string), RoutedLink> same in links.GroupBy(link => (link.Link.Name, link.Template.Text)))
        {
            if (!isFirst) writer.Line();
            isFirst = false;
            RoutedLink link = same.First();
            EmitDocumentation(writer, link, string.Join(", ", same.Select(route => route.HttpMethod).Distinct()));
            EmitLink(writer, link, names.Of(link.Link));
        }
    }

    private static void EmitDocumentation(SourceWriter writer, RoutedLink link, string methods)
    {
        writer.Line($"/// <summary>The path of <c>{methods} {Xml(link.Template.Text)}</c>.</summary>");
        foreach (LinkParameter parameter in InOrder(link.Link))
        {
            string what = parameter.QueryName is null ? parameter.IsOptional ? "Value of the route's parameter; null leaves it out" : "Value of the route's parameter" : $"Value of <c>{Xml(parameter.QueryName)}</c> in the query; null leaves it out";
            writer.Line($"/// <param name=\"{parameter.Name}\">{what}.</param>");
        }

        if (link.Link.Parameters.Any(IsChecked))
            writer.Line("/// <exception cref=\"global::System.ArgumentException\">A segment would be empty, <c>.</c> or <c>..</c>, or cannot be escaped.</exception>");
        if (link.Link.Parameters.Any(parameter => parameter.Format == LinkFormat.Member))
            writer.Line("/// <exception cref=\"global::System.ArgumentException\">No member of an enum has the value.</exception>");
    }

    private static void EmitLink(SourceWriter writer, RoutedLink link, string name)
    {
        string signature = $"public static string {Names.Escape(name)}({string.Join(", ", InOrder(link.Link).Select(Declaration))})";
        if (link.Link.Parameters.Count == 0)
        {
            writer.Line($"{signature} => {SourceWriter.Quote(string.Concat(link.Template.Segments.Select(segment => "/" + UrlPath.Escape(segment.Literal!))))};");
            return;
        }

        string local = "link";
        while (link.Link.Parameters.Any(parameter => parameter.Name.StartsWith(local, StringComparison.Ordinal))) local += "_";
        writer.Open(signature).Line($"var {local} = new {Builder}(stackalloc char[{StackLimit}]);");
        EmitPath(writer, local, link);
        foreach (LinkParameter field in link.Link.Parameters.Where(parameter => parameter.QueryName is not null)) EmitField(writer, local, field);
        writer.Line($"return {local}.ToString();").Close();
    }

    private static void EmitPath(SourceWriter writer, string local, RoutedLink link)
    {
        string literal = "";
        foreach (Segment segment in link.Template.Segments)
        {
            // Without the only segment, the slash before it stays.
            bool hasSlash = !segment.MayBeAbsent || link.Template.Segments.Count == 1;
            if (hasSlash) literal += "/";
            literal += UrlPath.Escape(segment.Literal ?? "");
            if (segment.Parameter is null) continue;
            if (literal.Length > 0) writer.Line($"{local}.Literal({SourceWriter.Quote(literal)});");
            literal = "";
            LinkParameter parameter = link.Link.Parameters.First(parameter => parameter.QueryName is null && parameter.Name == segment.Parameter);
            string value = Names.Escape(parameter.Name);
            if (!segment.MayBeAbsent)
            {
                EmitValue(writer, local, parameter, value);
                continue;
            }

            string given = local + "Value";
            writer.Open($"if ({value} is {{ }} {given})");
            if (!hasSlash) writer.Line($"{local}.Literal(\"/\");");
            EmitValue(writer, local, parameter, given);
            writer.Close().Line();
        }

        if (literal.Length > 0) writer.Line($"{local}.Literal({SourceWriter.Quote(literal)});");
    }

    private static void EmitValue(SourceWriter writer, string local, LinkParameter parameter, string value)
    {
        string name = $"nameof({Names.Escape(parameter.Name)})";
        writer.Line(parameter.Format switch
        {
            LinkFormat.Rest => $"{local}.Rest({value}, {name});",
            LinkFormat.Boolean => $"{local}.Segment({value} ? \"true\" : \"false\", {name});",
            LinkFormat.RoundTrip => $"{local}.Segment({value}, {name}, \"O\");",
            LinkFormat.Uri => $"{local}.Segment({value}.OriginalString, {name});",
            LinkFormat.Member => $"{local}.Member({value}, {name});",
            LinkFormat.Converted => $"{local}.Segment(global::System.Convert.ToString({value}, {Invariant})!, {name});",
            _ => $"{local}.Segment({value}, {name});",
        });
    }

    private static void EmitField(SourceWriter writer, string local, LinkParameter parameter)
    {
        string value = Names.Escape(parameter.Name);
        if (parameter.IsMany)
        {
            string item = local + "Item";
            writer.Open($"foreach (var {item} in {value} ?? global::System.Array.Empty<{parameter.TypeName}>())");
            writer.Line(Field(item)).Close().Line();
        }
        else
        {
            writer.Line(Field(value));
        }

        string Field(string text)
        {
            string key = SourceWriter.Quote(parameter.QueryName!);
            bool isStruct = parameter is { IsValueType: true, IsMany: false };
            return parameter.Format switch
            {
                LinkFormat.Boolean when isStruct => $"{local}.Query({key}, {text} is null ? null : {text}.Value ? \"true\" : \"false\");",
                LinkFormat.Boolean => $"{local}.Query({key}, {text} ? \"true\" : \"false\");",
                LinkFormat.RoundTrip => $"{local}.Query<{parameter.TypeName}>({key}, {text}, \"O\");",
                LinkFormat.Formattable => $"{local}.Query<{parameter.TypeName}>({key}, {text});",
                LinkFormat.Uri => $"{local}.Query({key}, {text}?.OriginalString);",
                LinkFormat.Member => $"{local}.QueryMember({key}, {text});",
                LinkFormat.Converted when !parameter.IsMany => $"{local}.Query({key}, {text} is null ? null : global::System.Convert.ToString({text}, {Invariant}));",
                LinkFormat.Converted => $"{local}.Query({key}, global::System.Convert.ToString({text}, {Invariant}));",
                _ => $"{local}.Query({key}, {text});",
            };
        }
    }

    /// <summary>What a link cannot do without goes first, as C# wants it.</summary>
    private static IEnumerable<LinkParameter> InOrder(LinkModel link) => link.Parameters.OrderBy(parameter => parameter.IsOptional);

    private static string Declaration(LinkParameter parameter) =>
        parameter.IsMany
            ? $"global::System.Collections.Generic.IEnumerable<{parameter.TypeName}>? {Names.Escape(parameter.Name)} = null"
            : $"{parameter.TypeName}{(parameter.IsOptional ? "?" : "")} {Names.Escape(parameter.Name)}{(parameter.IsOptional ? " = null" : "")}";

    private static bool IsChecked(LinkParameter parameter) => parameter.QueryName is null && parameter.Format is LinkFormat.Text or LinkFormat.Rest or LinkFormat.Uri or LinkFormat.Converted;

    private static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");
}

using System.Globalization;
using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;

namespace Gatehouse.Generators.Emitting;

/// <summary>
/// Emits the matcher: whole literal paths by length and byte first, the other templates segment by segment. Precedence is
/// literal over constrained over free, decided at the leftmost segment that differs. A route answers when its template
/// matches the path and its method the request's; where templates match but no method does, the answer is 405 with the
/// methods of all of them. Nothing is looked up in a table, and nothing is allocated.
/// </summary>
internal sealed class MatcherEmitter(SourceWriter writer)
{
    private const string Handler = "global::Gatehouse.Handler";
    private const string Request = "global::Gatehouse.Request";
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    private static readonly Subject SegmentSubject = new(
        "segment", $"{Request} request, {Bytes} path, int end, {Bytes} segment", "request, path, end, segment");

    private readonly MatcherNames names = new();

    public static string HandlerOf(int id, bool isBlocking, string? route) =>
        $"{Handler}.Of({id}, isBlocking: {(isBlocking ? "true" : "false")}, {(route is null ? "null" : SourceWriter.Quote(route))})";

    /// <summary>The method that chooses among routes, files, or both.</summary>
    public static string SelectorOf(int routes, int folders) =>
        folders == 0 ? "Select" : routes == 0 ? "SelectFile" : "SelectOrFile";

    /// <summary>
    /// Emits the class: Select for routes, SelectFile for static folders, SelectOrFile for both, and SelectOrElse where there is
    /// a bare callable to fall back to.
    /// </summary>
    public void Emit(
        string declaration, IReadOnlyList<Resource> resources, IReadOnlyList<(string Path, int HandlerId)> folders, CallModel? fallback)
    {
        string selector = SelectorOf(resources.Count, folders.Count);
        List<Resource> literal = [.. resources.Where(resource => resource.Template.IsLiteral)];
        List<Resource> others = [.. resources.Where(resource => !resource.Template.IsLiteral)];
        SegmentTrie root = SegmentTrie.Of(others);

        writer.Open($"{declaration} : global::Gatehouse.CompilerServices.RouteMatcher");
        if (fallback is not null) EmitSelectOrElse(fallback, selector);

        if (folders.Count > 0) EmitFiles(folders, besideRoutes: resources.Count > 0);
        if (resources.Count > 0) EmitSelect(literal, others, root);
        if (others.Count > 0) EmitNode(root);
        foreach (Resource resource in resources) EmitResource(resource);
        writer.Close();
    }

    /// <summary>Routes win over files, and the deepest of nested folders over the others.</summary>
    private void EmitFiles(IReadOnlyList<(string Path, int HandlerId)> folders, bool besideRoutes)
    {
        if (besideRoutes)
        {
            writer.Open($"public static {Handler} SelectOrFile({Request} request)");
            writer.Line($"{Handler} handler = Select(request);");
            writer.Line("return handler.Id >= 0 ? handler : OrElse(handler, SelectFile(request));");
            writer.Close().Line();
        }

        writer.Open($"{(besideRoutes ? "private" : "public")} static {Handler} SelectFile({Request} request)");
        writer.Line($"{Bytes} path = request.PathBytes;");
        foreach ((string path, int id) in folders.OrderByDescending(folder => folder.Path.Length))
        {
            string handler = HandlerOf(id, isBlocking: false, path + "/*");
            writer.Line($"if (IsBeneath(path, {SourceWriter.QuoteUtf8(path)})) return FileHandler(request, {handler});");
        }

        writer.Line("return NotFound;").Close();
        if (besideRoutes) writer.Line();
    }

    /// <summary>The statement that gives a request its handler's own limit.</summary>
    public static string LimitOf(long maxRequestBody) =>
        $"request.MaxRequestBody = {maxRequestBody.ToString(CultureInfo.InvariantCulture)};";

    private void EmitSelectOrElse(CallModel fallback, string selector)
    {
        string signature = $"public static {Handler} SelectOrElse({Request} request, {Handler} fallback)";
        if (fallback.MaxRequestBody is { } limit)
        {
            writer.Open(signature);
            writer.Line($"{Handler} handler = OrElse({selector}(request), fallback);");
            writer.Line($"if (handler.Id == fallback.Id) {LimitOf(limit)}");
            writer.Line("return handler;").Close().Line();
            return;
        }

        writer.Line(signature + " =>");
        writer.Indented(inner => inner.Line($"OrElse({selector}(request), fallback);")).Line();
    }

    private void EmitSelect(List<Resource> literal, List<Resource> others, SegmentTrie root)
    {
        writer.Open($"public static {Handler} Select({Request} request)");
        writer.Line($"{Bytes} path = request.PathBytes;");
        List<Choice> choices =
        [
            .. literal.Select(resource => new Choice(
                resource.Template.Text,
                $"{names.Of(resource)}(request)",
                others.Any(other => Overlap.Exists(resource.Template, other.Template)))),
        ];
        bool hasEarlier = LiteralSwitch.NeedsHandler(choices);
        if (hasEarlier) writer.Line($"{Handler} handler = NotFound;");
        var literals = new LiteralSwitch(writer, names, new Subject("path", $"{Request} request, {Bytes} path", "request, path"), "SelectLiteral");
        EmitChoices(literals, choices, hasEarlier);
        string none = hasEarlier ? "handler" : "NotFound";
        if (others.Count == 0)
        {
            writer.Line($"return {none};");
        }
        else
        {
            string rest = $"{names.Of(root)}(request, path, 0)";
            writer.Line($"if (path.IsEmpty || path[0] != (byte)'/') return {none};");
            writer.Line($"return {(hasEarlier ? $"Either(handler, {rest})" : rest)};");
        }

        writer.Close();
        literals.EmitMethods();
    }

    private void EmitChoices(LiteralSwitch literals, List<Choice> choices, bool hasEarlier)
    {
        if (choices.Count == 0) return;
        literals.Emit(choices);
        writer.Line();
        if (hasEarlier) writer.Line("if (handler.Id >= 0) return handler;").Line();
    }

    private void EmitNode(SegmentTrie node)
    {
        string prefix = string.Concat(node.Path.Select(segment => "/" + Written(segment)));
        writer.Line().Line($"// {prefix}/…");
        writer.Open($"private static {Handler} {names.Of(node)}({Request} request, {Bytes} path, int end)");
        if (node.Resource is { } resource) writer.Line($"if (end == path.Length) return {names.Of(resource)}(request);");
        else if (node.Parent is not null) writer.Line("if (end == path.Length) return NotFound;");
        writer.Line("int start = end + 1;").Line("end = SegmentEnd(path, start);").Line($"{Bytes} segment = path[start..end];");

        List<Choice> choices =
            [.. node.Literals.Select(child => new Choice(child.Segment!.Literal!, Outcome(child), child.MayGiveWay))];

        // Whether an earlier branch may have left an outcome to go back to.
        bool hasEarlier = LiteralSwitch.NeedsHandler(choices);
        if (hasEarlier || node.Parameters.Any(child => child.MayGiveWay)) writer.Line($"{Handler} handler = NotFound;");
        var literals = new LiteralSwitch(writer, names, SegmentSubject, names.Of(node) + "Literal");
        EmitChoices(literals, choices, hasEarlier);
        foreach (SegmentTrie child in node.Parameters)
        {
            EmitParameter(child, hasEarlier);
            hasEarlier |= child.MayGiveWay;
        }

        if (node.Parameters.All(child => child.Segment!.Constraint != Constraint.None))
            writer.Line($"return {(hasEarlier ? "handler" : "NotFound")};");
        writer.Close();
        literals.EmitMethods();
        foreach (SegmentTrie child in node.Literals.Concat(node.Parameters).Where(child => child.HasChildren)) EmitNode(child);
    }

    private void EmitParameter(SegmentTrie child, bool hasEarlier)
    {
        string outcome = hasEarlier ? $"Either(handler, {Outcome(child)})" : Outcome(child);
        string capture = $"Capture(request, {child.Slot}, start, segment.Length);";
        Constraint constraint = child.Segment!.Constraint;
        if (constraint == Constraint.None)
        {
            writer.Line($"if (segment.IsEmpty) return {(hasEarlier ? "handler" : "NotFound")};");
            writer.Line(capture).Line($"return {outcome};");
            return;
        }

        writer.Open($"if (Is{constraint}(segment))").Line(capture);
        if (child.MayGiveWay) writer.Line($"handler = {outcome};").Line("if (handler.Id >= 0) return handler;");
        else writer.Line($"return {outcome};");
        writer.Close().Line();
    }

    private string Outcome(SegmentTrie child) =>
        child.HasChildren
            ? $"{names.Of(child)}(request, path, end)"
            : $"end == path.Length ? {names.Of(child.Resource!)}(request) : NotFound";

    private void EmitResource(Resource resource)
    {
        writer.Line().Line($"// {resource.Template.Text}");
        writer.Open($"private static {Handler} {names.Of(resource)}({Request} request)");
        writer.Line($"{Bytes} method = request.MethodBytes;");
        foreach (ResourceMethod method in resource.Methods)
        {
            string test = string.Join(" || ", method.HttpMethods.Select(name => $"Is(method, {SourceWriter.QuoteUtf8(name)})"));
            string handler = HandlerOf(method.Id, method.Route.Call.IsBlocking, method.Route.Template.Text);
            if (method.Route.Call.MaxRequestBody is { } limit)
                writer.Open($"if ({test})").Line(LimitOf(limit)).Line($"return {handler};").Close().Line();
            else
                writer.Line($"if ({test}) return {handler};");
        }

        writer.Line($"return {Handler}.MethodNotAllowed({SourceWriter.Quote(resource.Allow)});");
        writer.Close();
    }

    private static string Written(Segment segment) => segment switch
    {
        { Literal: { } literal } => literal,
        { Constraint: Constraint.None } => $"{{{segment.Parameter}}}",
        _ => $"{{{segment.Parameter}:{segment.Constraint}}}",
    };
}

using Gatehouse.Generators.Model;
using Gatehouse.Generators.Reading;
using Gatehouse.Generators.Routing;
using Microsoft.CodeAnalysis.Text;

namespace Gatehouse.Generators.Emitting;

/// <summary>What the OpenAPI document depends on.</summary>
internal sealed record DocumentModel(AppType Type, OpenApiModel Api, string Version, EquatableArray<RoutedOperation> Operations);

/// <summary>An operation and the route that it answers.</summary>
internal sealed record RoutedOperation(string HttpMethod, RouteTemplate Template, OperationModel Operation);

/// <summary>Emits the OpenAPI document of an app as a UTF-8 literal, and the handler that serves it.</summary>
internal static class OpenApiEmitter
{
    private const string Dialect = "3.1.1";

    // A document must have a version; a project without one has the SDK's.
    private const string NoVersion = "1.0.0";

    public static SourceText Emit(DocumentModel model)
    {
        SourceWriter writer = new SourceWriter().Header().Namespace(model.Type);
        writer.Open($"partial {AppEmitter.Keyword(model.Type)} {model.Type.Identifier}");
        writer.Line("/// <summary>Answers with the OpenAPI document.</summary>");
        writer.Line(SourceWriter.GeneratedCode);
        writer.Open($"private static void {model.Api.MemberName}(global::Gatehouse.Response response)");
        writer.Line("response.ContentType = \"application/json\";").Line("response.Write(");
        writer.Indented(inner => inner.Line("\"\"\"").Lines(JsonLayout.Indent(Json(model))).Line("\"\"\"u8);"));
        return writer.Close().Close().ToSource();
    }

    /// <summary>The document, on one line.</summary>
    public static string Json(DocumentModel model)
    {
        List<PathItem> paths = PathItem.Group(model.Operations);
        var names = new OpenApiNames(paths.SelectMany(path => path.Operations).SelectMany(operation => operation.Operation.Schemas).Append(ProblemSchema.Component));
        bool needsProblem = paths.SelectMany(path => path.Operations).Any(operation => operation.Operation.Responses.Any(response => response.Content?.MediaType == "application/problem+json"));
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var json = new JsonWriter();
        json.Object(() =>
        {
            json.Name("openapi").Value(Dialect);
            json.Name("info").Object(() =>
            {
                json.Name("title").Value(model.Api.Title);
                Text(json, "description", model.Api.Description);
                json.Name("version").Value(model.Version.Length > 0 ? model.Version : NoVersion);
            });
            json.Name("paths").Object(() =>
            {
                foreach (PathItem path in paths)
                {
                    json.Name(path.Path).Object(() =>
                    {
                        foreach (RoutedOperation operation in path.Operations)
                        {
                            json.Name(operation.HttpMethod.ToLowerInvariant()).Object(() => WriteOperation(json, path, operation.Operation, names, ids));
                        }
                    });
                }
            });
            List<(string Name, string Schema)> components =
                [.. names.Components.Where(component => needsProblem || component.Schema != ProblemSchema.Component.Schema)];
            if (components.Count > 0)
            {
                json.Name("components").Object(() => json.Name("schemas").Object(() =>
                {
                    foreach ((string name, string schema) in components) json.Name(name).Raw(schema);
                }));
            }

            WriteTags(json, paths);
        });
        return json.ToString();
    }

    private static void WriteTags(JsonWriter json, List<PathItem> paths)
    {
        List<OperationModel> groups =
        [
            .. paths.SelectMany(path => path.Operations).Select(operation => operation.Operation)
                .Where(operation => operation.Group is not null)
                .GroupBy(operation => TagOf(operation.Group!), StringComparer.Ordinal).Select(group => group.First()),
        ];
        if (groups.Count == 0) return;
        json.Name("tags").Array(() =>
        {
            foreach (OperationModel group in groups)
            {
                json.Object(() =>
                {
                    json.Name("name").Value(TagOf(group.Group!));
                    Text(json, "description", group.GroupSummary);
                });
            }
        });
    }

    private static void WriteOperation(JsonWriter json, PathItem path, OperationModel operation, OpenApiNames names, HashSet<string> ids)
    {
        if (operation.Group is { } group) json.Name("tags").Values([TagOf(group)]);
        Text(json, "summary", operation.Summary);
        Text(json, "description", operation.Description);
        json.Name("operationId").Value(Unique(operation.Name, ids));
        if (operation.Parameters.Count > 0)
        {
            int slot = 0;
            json.Name("parameters").Array(() =>
            {
                foreach (ApiParameter parameter in operation.Parameters)
                {
                    // Of two routes with one path, the first names the parameters.
                    string name = parameter.Place == "path" ? path.Parameters[slot++] : parameter.Name;
                    WriteParameter(json, parameter with { Name = name }, names);
                }
            });
        }

        if (operation.Body is { } body)
        {
            json.Name("requestBody").Object(() =>
            {
                Text(json, "description", body.Description);
                WriteContent(json, body, names);
                json.Name("required").Value(body.IsRequired);
            });
        }

        json.Name("responses").Object(() =>
        {
            foreach (ApiResponse response in operation.Responses)
            {
                json.Name($"{response.Status}").Object(() =>
                {
                    json.Name("description").Value(response.Description);
                    if (response.Content is { } content) WriteContent(json, content, names);
                });
            }
        });
        if (operation.IsDeprecated) json.Name("deprecated").Value(true);
    }

    private static void WriteParameter(JsonWriter json, ApiParameter parameter, OpenApiNames names) => json.Object(() =>
    {
        json.Name("name").Value(parameter.Name);
        json.Name("in").Value(parameter.Place);
        Text(json, "description", parameter.Description);
        if (parameter.IsRequired) json.Name("required").Value(true);
        json.Name("schema").Raw(names.Named(parameter.Schema));
    });

    private static void WriteContent(JsonWriter json, ApiContent content, OpenApiNames names) => json.Name("content").Object(() =>
        json.Name(content.MediaType).Object(() =>
        {
            if (content.Schema is { } schema) json.Name("schema").Raw(names.Named(schema));
        }));

    private static void Text(JsonWriter json, string name, string? text)
    {
        if (text is not null) json.Name(name).Value(text);
    }

    private static string TagOf(string group) => group.Substring(group.LastIndexOf('.') + 1).TrimStart('@');

    private static string Unique(string wanted, HashSet<string> taken)
    {
        string name = wanted;
        for (int i = 2; !taken.Add(name); i++) name = $"{wanted}{i}";
        return name;
    }
}

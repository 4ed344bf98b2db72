using Gatehouse.Generators.Model;
using Gatehouse.Generators.Routing;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads a handler as its clients see it.</summary>
internal sealed class OperationReader(KnownTypes known, JsonOptions options, Problems problems, CancellationToken cancellationToken)
{
    private const string Json = "application/json";
    private const string Bytes = "application/octet-stream";
    private const string AnyType = "*/*";

    public OperationModel Read(INamedTypeSymbol type, IMethodSymbol method, RouteTemplate template, bool isWebSocket)
    {
        DocComment comment = DocComment.Of(method, cancellationToken);
        var reported = new HashSet<string>(StringComparer.Ordinal);
        var schemas = new SchemaReader(options, (unknown, reason) => Report(method, unknown, reason, reported), cancellationToken);
        List<ApiParameter> parameters = [.. ReadPath(method, template, schemas, comment)];
        ApiContent? body = null;
        var form = new List<(IParameterSymbol Parameter, string Name)>();
        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (parameter.Type.TypeKind == TypeKind.Error) continue;
            string? description = comment.Parameter(parameter.Name);
            if (SourceOf(parameter, "FromQueryAttribute", out string name))
                parameters.Add(new ApiParameter(name, "query", IsRequired(parameter), description, ReadText(parameter, schemas)));
            else if (SourceOf(parameter, "FromHeaderAttribute", out name))
                parameters.Add(new ApiParameter(name, "header", IsRequired(parameter), description, ReadText(parameter, schemas)));
            else if (SourceOf(parameter, "FromFormAttribute", out name))
                form.Add((parameter, name));
            else if (SourceOf(parameter, "FromBodyAttribute", out _))
                body = new ApiContent(Json, schemas.ReadJson(parameter.Type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)), description, !MayBeAbsent(parameter));
        }

        if (form.Count > 0) body = ReadForm(form, schemas, comment);
        EquatableArray<ApiResponse> responses = ReadResponses(method, isWebSocket, parameters.Count > 0 || body is not null, body is not null, schemas, comment);
        body ??= ReadOwnBody(method);
        INamedTypeSymbol? group = known.IsApp(type) ? null : type;
        return new OperationModel(
            method.Name,
            group?.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat),
            group is null ? null : DocComment.Of(group, cancellationToken).Summary,
            comment.Summary,
            comment.Remarks,
            method.GetAttributes().Any(attribute => attribute.AttributeClass?.ToDisplayString() == "System.ObsoleteAttribute"),
            parameters.ToEquatableArray(),
            body,
            responses,
            schemas.Components.ToEquatableArray());
    }

    /// <summary>A handler with a limit for the body, and the request to read it from, reads one by itself: of what type is not known.</summary>
    private ApiContent? ReadOwnBody(IMethodSymbol method) =>
        KnownTypes.AttributeOf(method, known.MaxRequestBodyAttribute) is not null
        && method.Parameters.Any(parameter => KnownTypes.Is(parameter.Type, known.Request))
            ? new ApiContent(AnyType, null, null, IsRequired: false)
            : null;

    private void Report(IMethodSymbol method, ITypeSymbol type, string reason, HashSet<string> reported)
    {
        string name = type.ToDisplayString(Names.Short);
        if (reported.Add(name)) problems.Add(OpenApiRules.NoSchema, Places.NameOf(method), name, method.Name, reason);
    }

    private static IEnumerable<ApiParameter> ReadPath(IMethodSymbol method, RouteTemplate template, SchemaReader schemas, DocComment comment)
    {
        foreach (Segment segment in template.Segments)
        {
            if (segment.Parameter is not { } name) continue;
            IParameterSymbol? parameter = method.Parameters.FirstOrDefault(parameter => parameter.Name == name);
            yield return new ApiParameter(name, "path", true, comment.Parameter(name), ReadSegment(segment, parameter, schemas));
        }
    }

    /// <summary>The schema of a handler's parameter; of one that is text, or of none, what its constraint says.</summary>
    private static string ReadSegment(Segment segment, IParameterSymbol? parameter, SchemaReader schemas)
    {
        Constraint constraint = segment.Constraint;
        if (parameter is null or { Type.SpecialType: SpecialType.System_String } or { Type.TypeKind: TypeKind.Error }) return OfConstraint(constraint);
        string schema = schemas.ReadText(parameter.Type);
        return constraint.Kind == ConstraintKind.Range ? SchemaReader.With(schema, Bounds(constraint, "minimum", "maximum")) : schema;
    }

    private static string OfConstraint(Constraint constraint) => constraint.Kind switch
    {
        ConstraintKind.Bool => "{\"type\":\"boolean\"}",
        ConstraintKind.Date => "{\"type\":\"string\",\"format\":\"date\"}",
        ConstraintKind.Guid => "{\"type\":\"string\",\"format\":\"uuid\"}",
        ConstraintKind.Int32 => "{\"type\":\"integer\",\"format\":\"int32\"}",
        ConstraintKind.Int64 => "{\"type\":\"integer\",\"format\":\"int64\"}",
        ConstraintKind.Range => $"{{\"type\":\"integer\",{Bounds(constraint, "minimum", "maximum")}}}",
        ConstraintKind.Length => $"{{\"type\":\"string\",{Bounds(constraint, "minLength", "maxLength")}}}",
        ConstraintKind.Alpha => "{\"type\":\"string\",\"pattern\":\"^[A-Za-z]+$\"}",
        _ => "{\"type\":\"string\"}",
    };

    private static string Bounds(Constraint constraint, string least, string greatest) =>
        FormattableString.Invariant($"\"{least}\":{constraint.Least},\"{greatest}\":{constraint.Greatest}");

    /// <summary>Whether an attribute says where a parameter comes from, and the name that it has there.</summary>
    public static bool SourceOf(IParameterSymbol parameter, string attributeName, out string name)
    {
        name = parameter.Name;
        AttributeData? attribute = parameter.GetAttributes().FirstOrDefault(data =>
            data.AttributeClass is { } type && type.Name == attributeName && type.ContainingNamespace?.ToDisplayString() == "Gatehouse");
        if (attribute?.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0] is { Kind: TypedConstantKind.Primitive, Value: string said }) name = said;
        return attribute is not null;
    }

    /// <summary>What has a default or can be null need not be sent.</summary>
    private static bool MayBeAbsent(IParameterSymbol parameter) =>
        parameter.HasExplicitDefaultValue || parameter.NullableAnnotation == NullableAnnotation.Annotated;

    /// <summary>Of several values, none need be there.</summary>
    private static bool IsRequired(IParameterSymbol parameter) => !MayBeAbsent(parameter) && ValueReader.ElementOf(parameter.Type) is null;

    private static string ReadText(IParameterSymbol parameter, SchemaReader schemas)
    {
        string schema = schemas.ReadText(parameter.Type);
        return parameter.HasExplicitDefaultValue && JsonDefault.Of(parameter) is { } value
            ? SchemaReader.With(schema, $"\"default\":{value}")
            : schema;
    }

    private ApiContent ReadForm(List<(IParameterSymbol Parameter, string Name)> fields, SchemaReader schemas, DocComment comment)
    {
        fields.RemoveAll(field => KnownTypes.Is(field.Parameter.Type, known.FormData));
        bool hasFiles = fields.Exists(field => IsFile(field.Parameter.Type));
        var json = new Emitting.JsonWriter();
        json.Object(() =>
        {
            json.Name("type").Value("object");
            if (fields.Exists(field => IsRequired(field.Parameter)))
                json.Name("required").Values(fields.Where(field => IsRequired(field.Parameter)).Select(field => field.Name));
            json.Name("properties").Object(() =>
            {
                foreach ((IParameterSymbol parameter, string name) in fields)
                {
                    string schema = FileSchema(parameter.Type) ?? ReadText(parameter, schemas);
                    if (comment.Parameter(parameter.Name) is { } description)
                        schema = SchemaReader.With(schema, $"\"description\":{new Emitting.JsonWriter().Value(description)}");
                    json.Name(name).Raw(schema);
                }
            });
        });
        string mediaType = hasFiles ? "multipart/form-data" : "application/x-www-form-urlencoded";
        return new ApiContent(mediaType, json.ToString(), null, fields.Exists(field => IsRequired(field.Parameter)));
    }

    private bool IsFile(ITypeSymbol type) =>
        KnownTypes.Is(type, known.FormFile) || (ValueReader.ElementOf(type) is { } many && KnownTypes.Is(many.Element, known.FormFile));

    private string? FileSchema(ITypeSymbol type)
    {
        const string file = "{\"type\":\"string\",\"contentMediaType\":\"application/octet-stream\"}";
        return !IsFile(type) ? null : KnownTypes.Is(type, known.FormFile) ? file : $"{{\"type\":\"array\",\"items\":{file}}}";
    }

    private EquatableArray<ApiResponse> ReadResponses(
        IMethodSymbol method, bool isWebSocket, bool binds, bool bindsBody, SchemaReader schemas, DocComment comment)
    {
        var responses = new SortedDictionary<int, ApiResponse>();
        foreach ((int status, string? text) in comment.Responses)
            responses[status] = new ApiResponse(status, text ?? StatusPhrase.Of(status), null);

        // The first success that the comment names is the one the handler's value goes with.
        int success = isWebSocket ? 101 : responses.Keys.Where(status => status is >= 200 and < 400).DefaultIfEmpty(200).First();
        string description = responses.TryGetValue(success, out ApiResponse? said) ? said.Description : comment.Returns ?? StatusPhrase.Of(success);
        (ApiContent? content, bool canBeNull) = isWebSocket ? (null, false) : ReadContent(method.ReturnType, schemas);
        responses[success] = new ApiResponse(success, description, content);
        if (canBeNull && !responses.ContainsKey(204)) responses[204] = new ApiResponse(204, StatusPhrase.Of(204), null);
        if (binds) AddProblem(400, "A value of the request is not what it has to be.");

        // The engine refuses a body that is too long before anything reads it, without a document.
        if (bindsBody && !responses.ContainsKey(413)) responses[413] = new ApiResponse(413, "The body is over the limit.", null);
        if (bindsBody) AddProblem(415, "The body is not of the media type that is read.");

        return responses.Values.ToEquatableArray();

        void AddProblem(int status, string unsaid)
        {
            string text = responses.TryGetValue(status, out ApiResponse? commented) ? commented.Description : unsaid;
            responses[status] = new ApiResponse(status, text, new ApiContent("application/problem+json", SchemaReader.Reference(ProblemSchema.Key)));
        }
    }

    private (ApiContent? Content, bool CanBeNull) ReadContent(ITypeSymbol type, SchemaReader schemas)
    {
        if (known.Awaited(type) is var awaited && !ReferenceEquals(awaited, type)) return ReadContent(awaited, schemas);
        if (type.SpecialType == SpecialType.System_Void || KnownTypes.Is(type, known.Task) || KnownTypes.Is(type, known.ValueTask)
            || KnownTypes.Is(type, known.Response) || type.TypeKind == TypeKind.Error)
        {
            return (null, false);
        }

        bool canBeNull = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type.SpecialType == SpecialType.System_String) return (new ApiContent("text/plain", "{\"type\":\"string\"}"), canBeNull);
        bool isBytes = type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } || KnownTypes.IsOf(type, known.ReadOnlyMemory);
        if (isBytes) return (new ApiContent(Bytes, null), canBeNull);
        if (KnownTypes.IsOf(type, known.AsyncEnumerable))
        {
            bool isEvents = KnownTypes.IsOf(((INamedTypeSymbol)type).TypeArguments[0], known.ServerSentEvent);
            return (new ApiContent(isEvents ? "text/event-stream" : Bytes, isEvents ? "{\"type\":\"string\"}" : null), false);
        }

        return (new ApiContent(Json, schemas.ReadJson(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated))), canBeNull);
    }
}

namespace Gatehouse.Generators.Model;

/// <summary>What <c>[OpenApi]</c> says.</summary>
/// <param name="Title">Title of the interface.</param>
/// <param name="Description">What it is for; null for nothing.</param>
/// <param name="MemberName">A name for the document that no member of the class has.</param>
internal sealed record OpenApiModel(string Title, string? Description, string MemberName);

/// <summary>An operation: a handler as its clients see it. Schemas are JSON.</summary>
/// <param name="Name">The handler.</param>
/// <param name="Group">The class that has it, as metadata has it; null for the app itself.</param>
/// <param name="GroupSummary">What that class is for.</param>
/// <param name="Summary">Its documentation's summary.</param>
/// <param name="Description">Its documentation's remarks.</param>
/// <param name="IsDeprecated">Whether it is marked obsolete.</param>
/// <param name="Parameters">What it takes from the path, the query and the headers.</param>
/// <param name="Body">What it takes as a body.</param>
/// <param name="Responses">What it answers, by status.</param>
/// <param name="Schemas">The types that these refer to.</param>
internal sealed record OperationModel(
    string Name,
    string? Group,
    string? GroupSummary,
    string? Summary,
    string? Description,
    bool IsDeprecated,
    EquatableArray<ApiParameter> Parameters,
    ApiContent? Body,
    EquatableArray<ApiResponse> Responses,
    EquatableArray<ComponentSchema> Schemas);

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">Its name on the wire.</param>
/// <param name="Place">Where it stands: path, query, header.</param>
/// <param name="IsRequired">Whether a request must have it.</param>
/// <param name="Description">Its documentation.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record ApiParameter(string Name, string Place, bool IsRequired, string? Description, string Schema);

/// <summary>A body.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="Schema">Its schema; null where nothing is known of it.</param>
/// <param name="Description">Its documentation.</param>
/// <param name="IsRequired">Whether a request must have it.</param>
internal sealed record ApiContent(string MediaType, string? Schema, string? Description = null, bool IsRequired = true);

/// <summary>A response.</summary>
internal sealed record ApiResponse(int Status, string Description, ApiContent? Content);

/// <summary>A type that is described once and referred to.</summary>
/// <param name="Key">The type as <see cref="Reading.SchemaReader"/> refers to it.</param>
/// <param name="Name">What it would like to be called.</param>
/// <param name="Schema">Its schema.</param>
internal sealed record ComponentSchema(string Key, string Name, string Schema);

using Gatehouse.Generators.Model;

namespace Gatehouse.Generators.Reading;

/// <summary>What the constructors of handler classes and filters can take.</summary>
/// <param name="app">The app, named from everywhere.</param>
/// <param name="services">What it offers.</param>
internal sealed class Offers(string app, EquatableArray<ServiceModel> services)
{
    private const string WorkerContext = "global::Gatehouse.WorkerContext";

    /// <summary>The argument for a parameter of a type; null where nothing has the type.</summary>
    public string? Find(string typeName)
    {
        // What only the compiler's display does not escape is the same type.
        if (typeName.Replace("@", "") == app.Replace("@", "")) return "application";
        if (typeName == WorkerContext) return "context";
        return FindService(typeName);
    }

    /// <summary>The service of a type, as code of the app reads it; null where there is none.</summary>
    public string? FindService(string typeName)
    {
        ServiceModel? service = services.FirstOrDefault(offered => offered.TypeName == typeName);
        if (service is null) return null;
        return $"{(service.IsStatic ? app : "application")}.{service.Member}{(service.IsNullable ? "!" : "")}";
    }

    /// <summary>What there is, for whoever asked for something else.</summary>
    public string DescribeServices() => services.Count == 0
        ? "none of its members is marked [Service]"
        : $"its services are {string.Join(", ", services.Select(service => service.ShortTypeName))}";
}

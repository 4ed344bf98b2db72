using Gatehouse.Generators.Model;
using Gatehouse.Generators.Rules;
using Microsoft.CodeAnalysis;

namespace Gatehouse.Generators.Reading;

/// <summary>Reads the filters that a class or a method uses.</summary>
internal sealed class FilterReader(KnownTypes known, AppSources sources, Problems problems, CancellationToken cancellationToken)
{
    private readonly PartReader parts = new(known, sources);

    /// <summary>The filters of a symbol, within those around it.</summary>
    public EquatableArray<FilterModel> Read(ISymbol symbol, EquatableArray<FilterModel> around)
    {
        var all = new List<FilterModel>(around);
        foreach (AttributeData attribute in symbol.GetAttributes().Where(known.IsUse))
        {
            if (ReadFilter(attribute) is not { } filter) continue;
            if (all.Exists(other => other.Part.TypeName == filter.Part.TypeName))
                problems.Add(PartRules.SameFilterTwice, Places.TypeArgumentOf(attribute, cancellationToken), filter.Part.SimpleName);
            all.Add(filter);
        }

        return all.Count == around.Count ? around : all.ToEquatableArray();
    }

    private FilterModel? ReadFilter(AttributeData attribute)
    {
        ITypeSymbol used = attribute.AttributeClass!.TypeArguments[0];
        if (used.TypeKind == TypeKind.Error)
        {
            problems.AddCompilerError();
            return null;
        }

        string name = used.ToDisplayString(Names.Short);
        Location? place = Places.TypeArgumentOf(attribute, cancellationToken);
        if (used is not INamedTypeSymbol type || !used.AllInterfaces.Append(type).Any(known.IsFilter))
        {
            problems.Add(PartRules.NoFilter, place, name);
            return null;
        }

        string? fault = type.IsFileLocal ? "it is known in its own file alone" : known.IsReachable(type) ? null : "it is not accessible to the gateway app";
        PartModel? part = fault is null ? parts.Read(type, out fault, out _) : null;
        if (part is null)
        {
            if (fault is null) problems.AddCompilerError();
            else problems.Add(PartRules.CannotCreate, place, name, fault);
            return null;
        }

        return new FilterModel(
            part,
            KnownTypes.Implements(type, known.BeforeFilter),
            KnownTypes.Implements(type, known.AfterFilter),
            KnownTypes.Implements(type, known.ExceptionFilter));
    }
}

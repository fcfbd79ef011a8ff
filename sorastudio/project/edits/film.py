"""The film as a whole."""

from __future__ import annotations

from dataclasses import replace

from sorastudio.project.project import Project


def rename_film(project: Project, name: str) -> Project:
    return project if name == project.name else replace(project, name=name)

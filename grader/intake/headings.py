"""What the columns of a roster are called, in the tables of learning systems and of people."""

from __future__ import annotations

from types import MappingProxyType

_KNOWN = {
    "student": "student, key, submission, student key",
    "name": """name, full name, fullname, student name, studentname, display name, displayname,
        vollständiger name, nutzername, teilnehmer in, teilnehmerin, teilnehmer, studierende,
        studierender, studierende r, nom complet, nombre completo, nome completo, volledige naam""",
    "first": """first name, firstname, first, given name, givenname, forename, vorname, vornamen,
        prénom, prenom, nombre, nome, voornaam""",
    "last": """last name, lastname, last, surname, family name, familyname, nachname, familienname,
        zuname, nom, nom de famille, apellido, apellidos, apellido s, cognome, achternaam""",
    "email": """email, e mail, mail, email address, e mail address, emailaddress, mail address,
        e mail adresse, email adresse, mailadresse, adresse de courriel, courriel, adresse e mail,
        dirección de correo, correo electrónico, correo, indirizzo email, e mailadres""",
    "sid": """sid, student id, studentid, student no, student number, studentnumber, id number,
        idnumber, matriculation number, matrikelnummer, matrikel nr, matrikelnr, matr nr, matrnr,
        id nummer, personalnummer, numéro d identification, número de id, numero di matricola,
        university id, uid""",
    "login": """login, login id, loginid, sis login id, username, user name, user,
        account, kennung, nutzerkennung, benutzername, anmeldename, benutzerkennung, netid, net id,
        uni id, nom d utilisateur, nombre de usuario, gebruikersnaam""",
    "sis": "sis user id, sis id, sis, sis userid",
    "canvas": "canvas, canvas id, canvas user id, canvasid",
    "moodle": "moodle, moodle id, participant, participant id, teilnehmernummer",
    "gradescope": "gradescope, gradescope id",
    "github": """github, github username, github login, github user, github name, github account,
        githubusername""",
    "group": """group, group name, groupname, team, team name, teamname, gruppe, gruppenname,
        groupe, grupo, gruppo, groep""",
    "groups": "groups, gruppen, groupes, grupos, gruppi, groepen",
    "id": "id",
    "user id": "user id, userid",
    "identifier": "identifier, roster identifier, id nr",
}

COLUMNS = MappingProxyType(
    {" ".join(name.split()): kind for kind, names in _KNOWN.items() for name in names.split(",")}
)
"""Kind of a column by its heading, as `table.heading` writes it.

"id" alone is Canvas's user id in a gradebook of Canvas, and a student number elsewhere.
"groups" lists several with commas, as the participants of Moodle have it.
"user id" is the id of the university in Canvas's table of groups, and a login elsewhere.
"identifier" is what a teacher wrote into a roster of GitHub Classroom: an address or a number.
"""
